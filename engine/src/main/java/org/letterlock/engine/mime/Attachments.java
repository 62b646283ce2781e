package org.letterlock.engine.mime;

import java.util.Set;

/** Which parts a person would call attachments. */
final class Attachments {

    /** Machinery: signatures and the parts of reports. */
    private static final Set<String> MACHINERY = Set.of(
            "application/pgp-signature",
            "application/pgp-encrypted",
            "application/pkcs7-signature",
            "application/x-pkcs7-signature",
            "application/ms-tnef",
            "message/delivery-status",
            "message/disposition-notification",
            "message/feedback-report",
            "message/global-delivery-status",
            "message/global-headers",
            "text/rfc822-headers");

    private Attachments() {}

    /** Whether {@code message} carries one. */
    static boolean has(MimePart message) {
        return isOne(message, false);
    }

    private static boolean isOne(MimePart part, boolean related) {
        if (part.isMultipart()) {
            boolean inRelated = part.subtype().equals("related");
            return part.children().stream().anyMatch(child -> isOne(child, inRelated));
        }
        String type = part.type() + "/" + part.subtype();
        String disposition = part.disposition().map(MimePart.Disposition::type).orElse("");
        if (MACHINERY.contains(type)) {
            return false;
        }
        if (disposition.equals("attachment")) {
            return !(related && part.contentId().isPresent() && part.type().equals("image"));
        }
        if (part.type().equals("text")) {
            return part.fileName().isPresent() && !related;
        }
        return !(related || disposition.equals("inline"))
                || !(part.contentId().isPresent() || part.type().equals("image"));
    }
}
