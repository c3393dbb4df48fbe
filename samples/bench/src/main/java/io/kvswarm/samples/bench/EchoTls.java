package io.kvswarm.samples.bench;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;

/** Mutual TLS 1.3 with an Ed25519 certificate and the settings that kvswarm's own connections have. */
final class EchoTls {
    private static final String PASSWORD = "echo-echo";
    private static final List<String> CIPHERS = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384");
    private static final int WRAP_BYTES = 256 << 10;

    private final SslContext client;
    private final SslContext server;

    /** With the key in {@code keyStore}, which both ends share and trust blindly: an echo has no secrets. */
    EchoTls(Path keyStore) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keyStore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD.toCharArray());
        client = common(SslContextBuilder.forClient().keyManager(own))
                .endpointIdentificationAlgorithm("")
                .build();
        server = common(SslContextBuilder.forServer(own))
                .clientAuth(ClientAuth.REQUIRE)
                .build();
    }

    /** Makes the key store, with the tool that comes with Java. */
    static void makeKeyStore(Path keyStore) throws IOException, InterruptedException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        tool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "Ed25519",
                        "-alias",
                        "echo",
                        "-dname",
                        "CN=echo",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keyStore.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (process.waitFor() != 0) {
            throw new IOException(tool + " could not make " + keyStore);
        }
    }

    private static SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3")
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .trustManager(InsecureTrustManagerFactory.INSTANCE);
    }

    SslHandler newClient(ByteBufAllocator allocator) {
        return configured(client.newHandler(allocator));
    }

    SslHandler newServer(ByteBufAllocator allocator) {
        return configured(server.newHandler(allocator));
    }

    private static SslHandler configured(SslHandler handler) {
        handler.setWrapDataSize(WRAP_BYTES);
        return handler;
    }
}
