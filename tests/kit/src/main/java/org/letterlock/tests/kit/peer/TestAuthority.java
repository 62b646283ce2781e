package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** An authority of a test that certifies servers (openssl), and what has to be given to a Java program that is to believe it. */
public final class TestAuthority {

    /** The password of {@link #trustStore} and of {@link #keyStore}s; there is nothing secret in them. */
    public static final String PASSWORD = "changeit";

    private final Path folder;

    /** Makes one whose files lie in {@code folder}. */
    public TestAuthority(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        openssl(
                List.of("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
                List.of("-days", "30", "-subj", "/CN=Test authority", "-keyout", "ca.key", "-out", "ca.pem"));
        Program.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        "test",
                        "-file",
                        folder.resolve("ca.pem").toString(),
                        "-keystore",
                        trustStore().toString(),
                        "-storepass",
                        PASSWORD)
                .run()
                .expectSuccess();
    }

    private void openssl(List<String> first, List<String> second) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(first);
        for (String word : second) {
            command.add(
                    word.matches("[\\w.-]+\\.(key|pem|csr|ext|p12)")
                            ? folder.resolve(word).toString()
                            : word);
        }
        Program.of(command.toArray(String[]::new)).run().expectSuccess();
    }

    /** The authority, for {@code javax.net.ssl.trustStore}. */
    public Path trustStore() {
        return folder.resolve("trusted.p12");
    }

    /** Certifies a server under this name; puts its key and chain there as PEM files. */
    public void certify(String name, Path key, Path chain) throws IOException {
        make(name);
        Files.createDirectories(key.getParent());
        Files.copy(folder.resolve("server.key"), key, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                chain, Files.readString(folder.resolve("server.pem")) + Files.readString(folder.resolve("ca.pem")));
    }

    /** Certifies a server under this name, as a PKCS #12 file under {@link #PASSWORD}. */
    public Path keyStore(String name) throws IOException {
        make(name);
        openssl(
                List.of("pkcs12", "-export", "-passout", "pass:" + PASSWORD),
                List.of("-inkey", "server.key", "-in", "server.pem", "-certfile", "ca.pem", "-out", "server.p12"));
        return folder.resolve("server.p12");
    }

    private void make(String name) throws IOException {
        Files.writeString(folder.resolve("server.ext"), "subjectAltName=DNS:" + name + "\n");
        openssl(
                List.of("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
                List.of("-subj", "/CN=" + name, "-keyout", "server.key", "-out", "server.csr"));
        openssl(
                List.of("x509", "-req", "-days", "30", "-CAcreateserial"),
                List.of(
                        "-in",
                        "server.csr",
                        "-CA",
                        "ca.pem",
                        "-CAkey",
                        "ca.key",
                        "-extfile",
                        "server.ext",
                        "-out",
                        "server.pem"));
    }
}
