package org.letterlock.engine.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The addresses of others, and which of them we take. */
class IsemailCorpusTest {

    private static final Path FOLDER =
            Path.of(System.getProperty("letterlock.corpora", "")).resolve("addresses/isemail");

    /** What the grammar of RFC 5321 takes. Comments, folding, literals and all that only RFC 5322 allows are refused. */
    private static final Set<String> ACCEPTED = Set.of(
            "ISEMAIL_VALID",
            "ISEMAIL_DNSWARN_NO_MX_RECORD",
            "ISEMAIL_DNSWARN_NO_RECORD",
            "ISEMAIL_RFC5321_QUOTEDSTRING",
            "ISEMAIL_RFC5321_TLD");

    /** Right by the grammar and refused by us: the empty local part. */
    private static final Set<String> REFUSED = Set.of("\"\"@iana.org");

    /** Too long as it stands, short enough as we write it. */
    private static final Set<String> SHORTENED =
            Set.of("\"abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz abcdefg\\h\"@iana.org");

    @ParameterizedTest
    @ValueSource(strings = {"tests.xml", "tests-original.xml"})
    void agreesOnEachAddress(String file) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Element test : tests(file)) {
            String address = text(test, "address");
            String diagnosis = text(test, "diagnosis");
            boolean expected =
                    (ACCEPTED.contains(diagnosis) && !REFUSED.contains(address)) || SHORTENED.contains(address);
            if (EmailAddress.parse(address).isPresent() != expected) {
                wrong.add(test.getAttribute("id") + " " + diagnosis + " " + address);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void writesBackWhatItReads() throws Exception {
        for (Element test : tests("tests.xml")) {
            EmailAddress.parse(text(test, "address"))
                    .ifPresent(address ->
                            assertThat(EmailAddress.parse(address.toString())).contains(address));
        }
    }

    private static List<Element> tests(String file) throws Exception {
        Path path = FOLDER.resolve(file);
        assumeTrue(Files.exists(path), "corpus isemail is not here");
        NodeList nodes = parse(path).getElementsByTagName("test");
        List<Element> tests = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            tests.add((Element) nodes.item(i));
        }
        return tests;
    }

    private static Element parse(Path path) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setExpandEntityReferences(true);
        try (var in = Files.newInputStream(path)) {
            return factory.newDocumentBuilder().parse(in).getDocumentElement();
        } catch (IOException e) {
            throw new AssertionError("unreadable: " + path, e);
        }
    }

    /** The text of a child; control pictures stand for the control characters that XML cannot hold. */
    private static String text(Element test, String name) {
        NodeList nodes = test.getElementsByTagName(name);
        StringBuilder text = new StringBuilder();
        if (nodes.getLength() > 0) {
            nodes.item(0)
                    .getTextContent()
                    .chars()
                    .forEach(c -> text.append((char) (c >= 0x2400 && c < 0x2420 ? c - 0x2400 : c)));
        }
        return text.toString();
    }
}
