package io.kvswarm.internal.peer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** A peer that says what it likes: plain Java TLS with any certificate, or none, and any bytes. Blocks. */
final class RawTlsClient implements AutoCloseable {
    private final SSLSocket socket;

    /** Connects and shakes hands; {@code own} is null to show no certificate. */
    RawTlsClient(int port, NodeCertificate own) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        KeyManager[] keys = own == null ? new KeyManager[0] : new KeyManager[] {new OneKey(own)};
        context.init(keys, new TrustManager[] {new TrustAll()}, null);
        socket = (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.startHandshake();
    }

    /** Sends as much as the other end takes before it closes, if it does. */
    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            // The test sees the end at the other end.
        }
    }

    /** Reads until the other end closes, in whatever way. */
    void awaitEnd() {
        try {
            InputStream in = socket.getInputStream();
            byte[] some = new byte[4096];
            while (in.read(some) >= 0) {}
        } catch (IOException reset) {
            // An end, too.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static final class OneKey extends X509ExtendedKeyManager {
        private final NodeCertificate own;

        OneKey(NodeCertificate own) {
            this.own = own;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {"own"};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket with) {
            return "own";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket with) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {own.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return own.privateKey();
        }
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket with) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket with) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine with) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine with) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
