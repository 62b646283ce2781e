package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.nio.file.Path;

/** A certificate that a peer signs itself. */
final class Certificate {

    private Certificate() {}

    /** Makes {@code cert.pem} and {@code key.pem} in {@code folder}. */
    static void make(Path folder) throws IOException {
        Program.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("cert.pem").toString(),
                        "-days",
                        "30",
                        "-subj",
                        "/CN=localhost")
                .run()
                .expectSuccess();
    }
}
