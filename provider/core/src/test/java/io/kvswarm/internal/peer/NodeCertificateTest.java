package io.kvswarm.internal.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.junit.jupiter.api.Test;

/** Goal: a certificate stands for exactly the key that made it, and for nothing else. */
final class NodeCertificateTest {
    private static X509Certificate parse(byte[] encoded) throws CertificateException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
        } catch (ArrayIndexOutOfBoundsException e) {
            // What Java 17 throws for an Ed25519 key without bytes; in TLS it ends the handshake like any other.
            throw new CertificateException(e);
        }
    }

    /** One of another kind of key, signed by itself. */
    static NodeCertificate ofOtherKind() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        var algorithm = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.2"));
        var tbs = new V3TBSCertificateGenerator();
        tbs.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        tbs.setSignature(algorithm);
        tbs.setIssuer(new X500Name("CN=other"));
        tbs.setSubject(new X500Name("CN=other"));
        tbs.setStartDate(new Time(new DERUTCTime("000101000000Z")));
        tbs.setEndDate(new Time(new DERUTCTime("490101000000Z")));
        tbs.setSubjectPublicKeyInfo(
                SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()));
        byte[] signed = tbs.generateTBSCertificate().getEncoded();
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(pair.getPrivate());
        signature.update(signed);
        var whole = new ASN1EncodableVector();
        whole.add(tbs.generateTBSCertificate());
        whole.add(algorithm);
        whole.add(new DERBitString(signature.sign()));
        return new NodeCertificate(parse(new DERSequence(whole).getEncoded()), pair.getPrivate());
    }

    /** That of node 2 with one bit of its signature flipped. */
    static NodeCertificate wronglySigned() throws GeneralSecurityException {
        NodeCertificate good = NodeCertificate.of(PeerNode.key(2));
        byte[] encoded = good.certificate().getEncoded();
        encoded[encoded.length - 1] ^= 1;
        return new NodeCertificate(parse(encoded), good.privateKey());
    }

    @Test
    void certificateNamesItsKey() throws CertificateException {
        NodeCertificate certificate = NodeCertificate.of(PeerNode.key(1));
        assertEquals(PeerNode.key(1).id(), NodeCertificate.verified(certificate.certificate()));
    }

    @Test
    void certificateOfAKeyIsAlwaysTheSame() throws CertificateException {
        byte[] first = NodeCertificate.of(PeerNode.key(1)).certificate().getEncoded();
        byte[] second = NodeCertificate.of(PeerNode.key(1)).certificate().getEncoded();
        assertArrayEquals(first, second);
        assertEquals(213, first.length);
    }

    @Test
    void everyFlippedBitIsNoticed() throws CertificateException {
        byte[] good = NodeCertificate.of(PeerNode.key(1)).certificate().getEncoded();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            int at = bit;
            assertThrows(CertificateException.class, () -> NodeCertificate.verified(parse(bad)), () -> "bit " + at);
        }
    }

    @Test
    void otherKindsOfKeysAreRefused() throws Exception {
        X509Certificate other = ofOtherKind().certificate();
        var refused = assertThrows(CertificateException.class, () -> NodeCertificate.verified(other));
        assertEquals("the certificate is not one of an Ed25519 key signed by itself", refused.getMessage());
    }

    @Test
    void chainsAreRefused() {
        X509Certificate one = NodeCertificate.of(PeerNode.key(1)).certificate();
        KeyTrust trust = new KeyTrust();
        X509Certificate[] two = {one, one};
        assertThrows(CertificateException.class, () -> trust.checkClientTrusted(two, "EdDSA"));
        assertThrows(CertificateException.class, () -> trust.checkServerTrusted(null, "EdDSA"));
    }

    @Test
    void secretIsNotShown() {
        assertEquals("NodeCertificate", NodeCertificate.of(PeerNode.key(1)).toString());
    }
}
