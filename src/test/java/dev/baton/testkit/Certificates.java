package dev.baton.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A certificate authority of one test, made by the JDK's keytool: certificates for brokers and clients, right ones and wrong
 * ones.
 */
public final class Certificates {
    private static final String AUTHORITY = "authority";
    private static final Base64.Encoder PEM_LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path directory;
    private final String password;

    private Certificates(Path directory, String password) {
        this.directory = directory;
        this.password = password;
    }

    /** An authority that nobody trusts yet; all its key stores have the given password. */
    public static Certificates in(Path directory, String password) {
        try {
            Certificates made = new Certificates(Files.createDirectories(directory), password);
            made.keytool("-genkeypair", "-alias", AUTHORITY, "-dname", "CN=authority of " + directory, "-ext", "bc:c");
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of keys or of certificates, and what it takes to open it. */
    public record KeyStoreFile(Path file, String password) {
        /** As Kafka's properties for one's own key. */
        public Map<String, String> asKeyStore() {
            return Map.of(
                    "ssl.keystore.type",
                    "PKCS12",
                    "ssl.keystore.location",
                    file.toString(),
                    "ssl.keystore.password",
                    password);
        }

        /** As Kafka's properties for whom to trust. */
        public Map<String, String> asTrustStore() {
            return Map.of(
                    "ssl.truststore.type",
                    "PKCS12",
                    "ssl.truststore.location",
                    file.toString(),
                    "ssl.truststore.password",
                    password);
        }
    }

    /** The authority itself, to trust. */
    public KeyStoreFile authority() {
        return store(AUTHORITY, entries -> entries.setCertificateEntry(AUTHORITY, certificate(AUTHORITY)));
    }

    /** The same as PEM. */
    public Path authorityPem() {
        try {
            return Files.writeString(directory.resolve("authority.pem"), pem("CERTIFICATE", encoded(AUTHORITY)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A key for a broker of this machine. */
    public KeyStoreFile broker() {
        return key("broker", "-ext", "san=ip:127.0.0.1,dns:localhost");
    }

    /** A key for a broker of another machine. */
    public KeyStoreFile elsewhere() {
        return key("elsewhere", "-ext", "san=dns:elsewhere.example.com");
    }

    /** A key for a broker of this machine, for a time that is over. */
    public KeyStoreFile expired() {
        return key("expired", "-ext", "san=ip:127.0.0.1", "-startdate", "-30d", "-validity", "10");
    }

    /** A key for a client, whose principal is {@code User:CN=name}. */
    public KeyStoreFile client(String name) {
        return key(name);
    }

    /** The same as PEM: the key, encrypted, then its certificates. */
    public Path clientPem(String name) {
        try {
            client(name);
            List<String> parts = new ArrayList<>();
            parts.add(pem("ENCRYPTED PRIVATE KEY", EncryptedKey.of(privateKey(name), password)));
            for (Certificate certificate : opened().getCertificateChain(name)) {
                parts.add(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return Files.writeString(directory.resolve(name + ".pem"), String.join("", parts));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStoreFile key(String alias, String... extensions) {
        if (certificate(alias) == null) {
            List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias));
            arguments.addAll(List.of("-signer", AUTHORITY));
            arguments.addAll(List.of(extensions));
            keytool(arguments.toArray(String[]::new));
        }
        return store(
                alias,
                entries -> entries.setKeyEntry(
                        alias, privateKey(alias), password.toCharArray(), opened().getCertificateChain(alias)));
    }

    // ---- the authority's own store, which holds all keys

    private Path own() {
        return directory.resolve("own.p12");
    }

    private void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", own().toString(), "-storepass:env", "STORE_PASSWORD"));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("STORE_PASSWORD", password);
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private KeyStore opened() {
        try (InputStream in = Files.newInputStream(own())) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Certificate certificate(String alias) {
        try {
            return opened().getCertificate(alias);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] encoded(String alias) {
        try {
            return certificate(alias).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private PrivateKey privateKey(String alias) throws GeneralSecurityException {
        return (PrivateKey) opened().getKey(alias, password.toCharArray());
    }

    // ---- files for others

    private interface Entries {
        void into(KeyStore store) throws GeneralSecurityException;
    }

    private KeyStoreFile store(String name, Entries entries) {
        Path file = directory.resolve(name + ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            entries.into(store);
            store.store(out, password.toCharArray());
            return new KeyStoreFile(file, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String kind, byte[] content) {
        return "-----BEGIN " + kind + "-----\n" + PEM_LINES.encodeToString(content) + "\n-----END " + kind + "-----\n";
    }
}
