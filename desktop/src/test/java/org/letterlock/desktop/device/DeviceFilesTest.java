package org.letterlock.desktop.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.ClientSettings.Server;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** What devices take as a whole: Apple's profile and Thunderbird's code, read as their readers do. */
final class DeviceFilesTest {

    private static final ClientSettings OFFERED = new ClientSettings(
            "anna@example.org",
            List.of(
                    new Server("POP3", "mail.example.org", 995, "TLS"),
                    new Server("IMAP", "mail.example.org", 993, "TLS"),
                    new Server("IMAP", "mail.example.org", 143, "STARTTLS")),
            List.of(
                    new Server("SMTP", "mail.example.org", 465, "TLS"),
                    new Server("SMTP", "mail.example.org", 587, "STARTTLS")));
    private static final UUID ONE = new UUID(0x0123456789abcdefL, 0x8123456789abcdefL);
    private static final UUID OTHER = new UUID(1, 2);

    /** Keys of com.apple.mail.managed by their types, as Apple's schema of the payload has them; and those that every payload has. */
    private static final Map<String, Class<?>> MAIL_KEYS = Map.ofEntries(
            Map.entry("EmailAccountDescription", String.class),
            Map.entry("EmailAccountName", String.class),
            Map.entry("EmailAccountType", String.class),
            Map.entry("EmailAddress", String.class),
            Map.entry("IncomingMailServerAuthentication", String.class),
            Map.entry("IncomingMailServerHostName", String.class),
            Map.entry("IncomingMailServerPortNumber", Integer.class),
            Map.entry("IncomingMailServerUseSSL", Boolean.class),
            Map.entry("IncomingMailServerUsername", String.class),
            Map.entry("IncomingPassword", String.class),
            Map.entry("OutgoingPassword", String.class),
            Map.entry("OutgoingMailServerAuthentication", String.class),
            Map.entry("OutgoingMailServerHostName", String.class),
            Map.entry("OutgoingMailServerPortNumber", Integer.class),
            Map.entry("OutgoingMailServerUseSSL", Boolean.class),
            Map.entry("OutgoingMailServerUsername", String.class),
            Map.entry("PayloadType", String.class),
            Map.entry("PayloadVersion", Integer.class),
            Map.entry("PayloadIdentifier", String.class),
            Map.entry("PayloadUUID", String.class),
            Map.entry("PayloadDisplayName", String.class));

    private static final Set<String> REQUIRED = Set.of(
            "EmailAccountType",
            "IncomingMailServerAuthentication",
            "IncomingMailServerHostName",
            "OutgoingMailServerAuthentication",
            "OutgoingMailServerHostName",
            "PayloadType",
            "PayloadVersion",
            "PayloadIdentifier",
            "PayloadUUID");

    private static MailSettings settings(String person) {
        return MailSettings.of(person, OFFERED).orElseThrow();
    }

    private static Object value(Node node) {
        return switch (node.getNodeName()) {
            case "string" -> node.getTextContent();
            case "integer" -> Integer.valueOf(node.getTextContent());
            case "true" -> true;
            case "false" -> false;
            case "array" -> elements(node).stream().map(DeviceFilesTest::value).toList();
            case "dict" -> {
                Map<String, Object> dict = new LinkedHashMap<>();
                List<Node> inside = elements(node);
                for (int i = 0; i < inside.size(); i += 2) {
                    assertThat(inside.get(i).getNodeName()).isEqualTo("key");
                    assertThat(dict.put(inside.get(i).getTextContent(), value(inside.get(i + 1))))
                            .isNull();
                }
                yield dict;
            }
            default -> throw new AssertionError("no property list has " + node.getNodeName());
        };
    }

    private static List<Node> elements(Node node) {
        List<Node> found = new ArrayList<>();
        for (int i = 0; i < node.getChildNodes().getLength(); i++) {
            if (node.getChildNodes().item(i) instanceof Element element) {
                found.add(element);
            } else {
                assertThat(node.getChildNodes().item(i).getTextContent()).isBlank();
            }
        }
        return found;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> plist(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        Element root = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
        assertThat(root.getNodeName()).isEqualTo("plist");
        return (Map<String, Object>) value(elements(root).getFirst());
    }

    /** The one payload of a profile. */
    @SuppressWarnings("unchecked")
    private static Map<String, Object> payload(Map<String, Object> profile) {
        List<Object> content = (List<Object>) Objects.requireNonNull(profile.get("PayloadContent"));
        assertThat(content).hasSize(1);
        return (Map<String, Object>) content.getFirst();
    }

    @Test
    void writesAProfileOfTheKeysThatApplePrescribes() throws Exception {
        Map<String, Object> profile = plist(AppleProfile.of(settings("Anna"), "iPhone", "abcd-efgh", ONE, OTHER));
        assertThat(profile)
                .containsEntry("PayloadType", "Configuration")
                .containsEntry("PayloadVersion", 1)
                .containsEntry("PayloadUUID", "01234567-89AB-CDEF-8123-456789ABCDEF")
                .containsKeys("PayloadIdentifier", "PayloadDisplayName");
        Map<String, Object> mail = payload(profile);
        assertThat(mail.keySet()).containsAll(REQUIRED);
        mail.forEach((key, value) -> assertThat(value).as(key).isInstanceOf(MAIL_KEYS.getOrDefault(key, Void.class)));
        assertThat(mail)
                .containsEntry("PayloadType", "com.apple.mail.managed")
                .containsEntry("EmailAccountType", "EmailTypeIMAP")
                .containsEntry("EmailAddress", "anna@example.org")
                .containsEntry("IncomingMailServerHostName", "mail.example.org")
                .containsEntry("IncomingMailServerPortNumber", 993)
                .containsEntry("IncomingMailServerUseSSL", true)
                .containsEntry("IncomingMailServerAuthentication", "EmailAuthPassword")
                .containsEntry("IncomingPassword", "abcd-efgh")
                .containsEntry("OutgoingMailServerPortNumber", 465)
                .containsEntry("OutgoingMailServerUseSSL", true)
                .containsEntry("OutgoingMailServerAuthentication", "EmailAuthPassword")
                .containsEntry("OutgoingPassword", "abcd-efgh");
        assertThat(mail.get("PayloadUUID")).isNotEqualTo(profile.get("PayloadUUID"));
    }

    @Test
    void keepsWhatPeopleAreCalledWhateverThatIs() throws Exception {
        String name = "Anna & <Ben> \"]]>\" 'é' 日本 \uD83D\uDE00";
        Map<String, Object> profile = plist(
                AppleProfile.of(settings(name + "\u0000\u0007\uFFFE"), "</string><key>x</key>", "p&w<d", ONE, OTHER));
        Map<String, Object> mail = payload(profile);
        assertThat(mail).containsEntry("EmailAccountName", name).containsEntry("IncomingPassword", "p&w<d");
        assertThat(profile.get("PayloadDisplayName")).asString().contains("</string><key>x</key>");
    }

    /** The example of the specification "Export for Mobile", version 1, with the passwords in their optional places. */
    @Test
    void writesThunderbirdsCode() {
        JsonArray code = JsonParser.parseString(
                        ThunderbirdCode.of(settings("Anna \"A\""), "abcd-efgh").orElseThrow())
                .getAsJsonArray();
        assertThat(code).isEqualTo(JsonParser.parseString("""
                                [1, [1, 1],
                                 [0, "mail.example.org", 993, 3, 1, "anna@example.org", "anna@example.org", "abcd-efgh"],
                                 [[[0, "mail.example.org", 465, 3, 1, "anna@example.org", "abcd-efgh"],
                                   ["anna@example.org", "Anna \\"A\\""]]]]"""));
    }

    @Test
    void tellsThunderbirdOfStartTlsAndNothingWhereItKnowsNoSuchAddress() {
        Server imap = new Server("IMAP", "mail.example.org", 143, "STARTTLS");
        Server smtp = new Server("SMTP", "mail.example.org", 587, "STARTTLS");
        JsonArray code = JsonParser.parseString(
                        ThunderbirdCode.of(new MailSettings("anna@example.org", "Anna", imap, smtp), "p")
                                .orElseThrow())
                .getAsJsonArray();
        assertThat(code.get(2).getAsJsonArray().get(3).getAsInt()).isEqualTo(2);
        assertThat(ThunderbirdCode.of(new MailSettings("анна@example.org", "Anna", imap, smtp), "p"))
                .isEmpty();
    }

    @Test
    void needsAWayToReadAndAWayToSend() {
        assertThat(MailSettings.of("Anna", new ClientSettings("a@example.org", List.of(), OFFERED.sending())))
                .isEmpty();
        assertThat(MailSettings.of("Anna", new ClientSettings("a@example.org", OFFERED.reading(), List.of())))
                .isEmpty();
    }
}
