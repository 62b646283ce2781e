package org.letterlock.desktop.device;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * A configuration profile for Apple's devices: a property list with one payload, {@code com.apple.mail.managed}. It is not signed, which the device says when it is
 * installed, and holds the password in the clear.
 */
public final class AppleProfile {

    /** How its file ends. */
    public static final String EXTENSION = ".mobileconfig";

    private static final String PASSWORD = "EmailAuthPassword";

    private AppleProfile() {}

    /**
     * The profile.
     *
     * @param device what the device is called
     * @param profile what tells this profile from all others
     * @param payload what tells its payload from all others
     */
    public static String of(MailSettings settings, String device, String password, UUID profile, UUID payload) {
        String name = "org.letterlock.mail." + payload;
        Map<String, Object> mail = new LinkedHashMap<>();
        mail.put("PayloadType", "com.apple.mail.managed");
        mail.put("PayloadVersion", 1);
        mail.put("PayloadIdentifier", name);
        mail.put("PayloadUUID", upper(payload));
        mail.put("PayloadDisplayName", settings.address());
        mail.put("EmailAccountDescription", settings.address());
        mail.put("EmailAccountName", settings.person());
        mail.put("EmailAccountType", "EmailTypeIMAP");
        mail.put("EmailAddress", settings.address());
        mail.put("IncomingMailServerAuthentication", PASSWORD);
        mail.put("IncomingMailServerHostName", settings.reading().host());
        mail.put("IncomingMailServerPortNumber", settings.reading().port());
        // Also where TLS comes by STARTTLS: it means that nothing goes without.
        mail.put("IncomingMailServerUseSSL", true);
        mail.put("IncomingMailServerUsername", settings.address());
        mail.put("IncomingPassword", password);
        mail.put("OutgoingMailServerAuthentication", PASSWORD);
        mail.put("OutgoingMailServerHostName", settings.sending().host());
        mail.put("OutgoingMailServerPortNumber", settings.sending().port());
        mail.put("OutgoingMailServerUseSSL", true);
        mail.put("OutgoingMailServerUsername", settings.address());
        mail.put("OutgoingPassword", password);
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("PayloadType", "Configuration");
        whole.put("PayloadVersion", 1);
        whole.put("PayloadIdentifier", "org.letterlock." + profile);
        whole.put("PayloadUUID", upper(profile));
        whole.put("PayloadDisplayName", "Letterlock: " + settings.address() + " (" + device + ")");
        whole.put("PayloadRemovalDisallowed", false);
        StringBuilder out = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                """);
        entries(out, whole);
        out.append("<key>PayloadContent</key>\n<array>\n<dict>\n");
        entries(out, mail);
        return out.append("</dict>\n</array>\n</dict>\n</plist>\n").toString();
    }

    private static String upper(UUID id) {
        return id.toString().toUpperCase(java.util.Locale.ROOT);
    }

    private static void entries(StringBuilder out, Map<String, Object> entries) {
        entries.forEach((key, value) -> {
            out.append("<key>").append(key).append("</key>\n");
            switch (value) {
                case Boolean on -> out.append(on ? "<true/>" : "<false/>");
                case Integer number -> out.append("<integer>").append(number).append("</integer>");
                default ->
                    out.append("<string>").append(escaped(value.toString())).append("</string>");
            }
            out.append('\n');
        });
    }

    /** As text of XML 1.0, without what may not stand there at all (§2.2). */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints()
                .filter(c ->
                        c == '\t' || c == '\n' || (c >= ' ' && c < 0xd800) || (c > 0xdfff && c < 0xfffe) || c > 0xffff)
                .forEach(c -> {
                    switch (c) {
                        case '&' -> out.append("&amp;");
                        case '<' -> out.append("&lt;");
                        case '>' -> out.append("&gt;");
                        default -> out.appendCodePoint(c);
                    }
                });
        return out.toString();
    }
}
