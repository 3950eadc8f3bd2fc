package dev.baton.cluster;

import dev.baton.config.ClusterConfig;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.jspecify.annotations.Nullable;

/**
 * Why a cluster and a client did not come to trust each other, by the types of what TLS and SASL say.
 *
 * @param what one sentence without a secret
 * @param remedy what to do next
 */
public record Handshake(String what, String remedy) {

    /** What a failed authentication with a cluster means. */
    public static Handshake failed(ClusterConfig cluster, AuthenticationException refusal) {
        String of = " of cluster " + cluster.alias();
        String said = text(refusal);
        if (refusal instanceof UnsupportedSaslMechanismException) {
            return new Handshake(said, "set sasl.mechanism" + of + " to one that its brokers have enabled");
        }
        if (refusal instanceof SaslAuthenticationException) {
            return new Handshake(said, "check the user and the password in sasl.jaas.config" + of);
        }
        if (refusal instanceof SslAuthenticationException) {
            return tls(refusal, of);
        }
        return new Handshake(said, "check the credentials and security.protocol" + of);
    }

    private static Handshake tls(AuthenticationException refusal, String of) {
        Throwable period = find(refusal, CertificateExpiredException.class);
        if (period == null) {
            period = find(refusal, CertificateNotYetValidException.class);
        }
        if (period != null) {
            return new Handshake(
                    "the certificate of its broker is not valid now: " + text(period),
                    "renew the certificates of the brokers" + of + ", and check the clock of this machine");
        }
        if (find(refusal, CertPathBuilderException.class) != null
                || find(refusal, CertPathValidatorException.class) != null) {
            return new Handshake(
                    "the certificate of its broker is signed by no authority that is trusted here",
                    "put the authority of the brokers into ssl.truststore.location" + of);
        }
        Throwable host = find(refusal, CertificateException.class);
        if (host != null) {
            return new Handshake(
                    "the certificate of its broker is for another host: " + text(host),
                    "name the brokers in bootstrap.servers and advertised.listeners as their certificates do" + of);
        }
        Throwable tls = find(refusal, SSLException.class);
        return new Handshake(
                "TLS handshake failed: " + text(tls == null ? refusal : tls),
                "check ssl.keystore.*, ssl.truststore.* and ssl.enabled.protocols" + of);
    }

    private static @Nullable Throwable find(Throwable thrown, Class<? extends Throwable> type) {
        Throwable cause = thrown;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
