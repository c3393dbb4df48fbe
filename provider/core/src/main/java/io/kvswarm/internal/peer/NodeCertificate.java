package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import io.kvswarm.internal.identity.Signatures;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/**
 * A self-signed certificate around a node's key, as TLS wants one. Only the key in it counts: names and dates are the
 * same in all of them.
 *
 * @param certificate the certificate
 * @param privateKey the key, in the form that TLS wants; never to be shown
 */
record NodeCertificate(X509Certificate certificate, PrivateKey privateKey) {
    private static final String ED25519_OID = "1.3.101.112";
    private static final AlgorithmIdentifier ED25519 = new AlgorithmIdentifier(new ASN1ObjectIdentifier(ED25519_OID));
    /** What stands before the 32 bytes of an Ed25519 public key in its standard encoding. */
    private static final byte[] KEY_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    /** A certificate for that key; always the same one. */
    static NodeCertificate of(NodeKey key) {
        try {
            PrivateKey privateKey = KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, key.seed()));
            return new NodeCertificate(parse(encode(key)), privateKey);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java runtime cannot make an Ed25519 certificate", e);
        }
    }

    /**
     * Whose certificate it is.
     *
     * @throws CertificateException if it is no self-signed Ed25519 certificate, or its signature does not hold
     */
    static NodeId verified(X509Certificate certificate) throws CertificateException {
        byte[] encoded = certificate.getPublicKey().getEncoded();
        boolean ed25519 = encoded != null
                && encoded.length == KEY_PREFIX.length + NodeId.BYTES
                && Arrays.equals(encoded, 0, KEY_PREFIX.length, KEY_PREFIX, 0, KEY_PREFIX.length);
        if (!ed25519 || !certificate.getSigAlgOID().equals(ED25519_OID)) {
            throw new CertificateException("the certificate is not one of an Ed25519 key signed by itself");
        }
        NodeId id = NodeId.of(Arrays.copyOfRange(encoded, KEY_PREFIX.length, encoded.length));
        if (!Signatures.verify(id, certificate.getTBSCertificate(), certificate.getSignature())) {
            throw new CertificateException("the certificate is not signed by the key in it");
        }
        return id;
    }

    private static byte[] encode(NodeKey key) throws IOException {
        X500Name name = new X500Name("CN=kvswarm");
        V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
        generator.setSerialNumber(new ASN1Integer(BigInteger.ONE));
        generator.setSignature(ED25519);
        generator.setIssuer(name);
        generator.setSubject(name);
        generator.setStartDate(new Time(new DERUTCTime("000101000000Z")));
        generator.setEndDate(new Time(new DERGeneralizedTime("99991231235959Z")));
        generator.setSubjectPublicKeyInfo(
                new SubjectPublicKeyInfo(ED25519, key.id().toBytes()));
        TBSCertificate signed = generator.generateTBSCertificate();
        ASN1EncodableVector whole = new ASN1EncodableVector();
        whole.add(signed);
        whole.add(ED25519);
        whole.add(new DERBitString(key.sign(signed.getEncoded(ASN1Encoding.DER))));
        return new DERSequence(whole).getEncoded(ASN1Encoding.DER);
    }

    private static X509Certificate parse(byte[] encoded) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(encoded));
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
        return "NodeCertificate";
    }
}
