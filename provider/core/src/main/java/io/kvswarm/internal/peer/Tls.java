package io.kvswarm.internal.peer;

import io.kvswarm.api.NodeId;
import io.kvswarm.internal.identity.NodeKey;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * TLS 1.3 with a certificate on both sides, by the JDK: other providers cannot do Ed25519. Signatures of handshakes are
 * made and checked on {@code executor}, not on the loop.
 */
final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
    /** What one turn has to say is encrypted into one buffer, up to this size. */
    private static final int WRAP_BYTES = 256 << 10;

    private final SslContext client;
    private final SslContext server;
    private final Executor executor;

    Tls(NodeKey key, Executor executor) {
        NodeCertificate own = NodeCertificate.of(key);
        this.executor = executor;
        try {
            // No host names here: the key itself is compared.
            this.client = common(SslContextBuilder.forClient().keyManager(own.privateKey(), own.certificate()))
                    .endpointIdentificationAlgorithm("")
                    .build();
            this.server = common(SslContextBuilder.forServer(own.privateKey(), own.certificate()))
                    .clientAuth(ClientAuth.REQUIRE)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java runtime cannot do TLS 1.3 with Ed25519", e);
        }
    }

    private static SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .trustManager(new KeyTrust());
    }

    SslHandler newClient(ByteBufAllocator allocator, long handshakeMillis) {
        return configured(client.newHandler(allocator, executor), handshakeMillis);
    }

    SslHandler newServer(ByteBufAllocator allocator, long handshakeMillis) {
        return configured(server.newHandler(allocator, executor), handshakeMillis);
    }

    private static SslHandler configured(SslHandler handler, long handshakeMillis) {
        handler.setHandshakeTimeoutMillis(handshakeMillis);
        handler.setWrapDataSize(WRAP_BYTES);
        return handler;
    }

    /** Whose key the other end has proved, once the handshake is done. */
    static NodeId peerOf(SslHandler handler) throws CertificateException {
        try {
            Certificate[] chain = handler.engine().getSession().getPeerCertificates();
            return NodeCertificate.verified((X509Certificate) chain[0]);
        } catch (SSLPeerUnverifiedException e) {
            throw new CertificateException("the peer showed no certificate", e);
        }
    }
}
