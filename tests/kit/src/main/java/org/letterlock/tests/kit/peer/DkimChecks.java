package org.letterlock.tests.kit.peer;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What others' programs say of the DKIM signatures in a letter: OpenDKIM and dkimpy. */
public final class DkimChecks {

    private static final Pattern VERDICT = Pattern.compile("dkim=(\\w+)[^;]*?header\\.a=([\\w-]+)");

    private static final String DKIMPY = """
            import sys, dkim, dns.resolver
            server = dns.resolver.Resolver(configure=False)
            server.nameservers = [sys.argv[1]]
            server.port = int(sys.argv[2])
            def txt(name, timeout=5):
                return b"".join(server.resolve(name.decode("ascii"), "TXT")[0].strings)
            letter = open(sys.argv[3], "rb").read()
            count = sum(name.lower() == b"dkim-signature" for name, _ in dkim.DKIM(letter).headers)
            for index in range(count):
                check = dkim.DKIM(letter)
                try:
                    good = check.verify(idx=index, dnsfunc=txt)
                except dkim.ValidationError:
                    good = False
                print(check.signature_fields[b"a"].decode("ascii"), "pass" if good else "fail")
            """;

    private DkimChecks() {}

    /**
     * What was found of one signature.
     *
     * @param algorithm such as {@code rsa-sha256}
     * @param result {@code pass} or {@code fail}
     */
    public record Verdict(String algorithm, String result) {}

    /** Whether both programs are here. */
    public static boolean arePossible() throws IOException {
        return Program.isInstalled("opendkim")
                && Program.of("/usr/bin/python3", "-c", "import dkim, dns.resolver, nacl")
                                .run()
                                .exitCode()
                        == 0;
    }

    /** What dkimpy says of each signature, in their order; it asks this name server for the keys. */
    public static List<Verdict> dkimpy(byte[] letter, InetSocketAddress dns) throws IOException {
        Path file = Files.createTempFile("letter", ".eml");
        try {
            Files.write(file, letter);
            String output = Program.of(
                            "/usr/bin/python3",
                            "-c",
                            DKIMPY,
                            dns.getAddress().getHostAddress(),
                            Integer.toString(dns.getPort()),
                            file.toString())
                    .run()
                    .expectSuccess()
                    .output();
            return output.lines()
                    .map(line -> line.split(" ", -1))
                    .map(words -> new Verdict(words[0], words[1]))
                    .toList();
        } finally {
            Files.delete(file);
        }
    }

    /**
     * What OpenDKIM says of the signatures, in the Authentication-Results that it would add. It can be told a name server, but no port of one, so it gets the keys
     * in a file.
     *
     * @param keys name to text of the keys' records
     */
    public static Set<Verdict> openDkim(byte[] letter, Map<String, String> keys) throws IOException {
        Path folder = Files.createTempDirectory("opendkim");
        try {
            List<String> lines = new ArrayList<>();
            keys.forEach((name, text) -> lines.add(name + " " + text));
            Path records = Files.write(folder.resolve("records"), lines);
            Path settings = Files.writeString(folder.resolve("settings"), """
                    Mode v
                    Syslog no
                    AlwaysAddARHeader yes
                    TestDNSData file:%s
                    """.formatted(records));
            Path file = Files.write(folder.resolve("letter"), letter);
            String output = Program.of("opendkim", "-x", settings.toString(), "-t", file.toString(), "-vv")
                    .run()
                    .expectSuccess()
                    .output();
            Set<Verdict> verdicts = new LinkedHashSet<>();
            Matcher found = VERDICT.matcher(output);
            while (found.find()) {
                verdicts.add(new Verdict(found.group(2), found.group(1)));
            }
            return verdicts;
        } finally {
            Program.of("rm", "-rf", folder.toString()).run();
        }
    }
}
