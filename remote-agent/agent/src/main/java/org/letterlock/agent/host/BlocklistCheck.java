package org.letterlock.agent.host;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.FindingKind;

/**
 * Asks DNS blocklists (RFC 5782) about addresses. An answer is a listing only in 127.0.0.0/8 and outside of 127.255.255.0/24, in which lists say that they do not
 * serve whoever asks; and only of a list that knows its own test entries, because one that was given up answers anything.
 */
final class BlocklistCheck {

    private static final String TEST_LISTED = "2.0.0.127.";
    private static final String TEST_UNLISTED = "1.0.0.127.";

    private final Names names;

    BlocklistCheck(Names names) {
        this.names = names;
    }

    List<Finding> lists(List<String> lists, List<InetAddress> addresses) {
        List<Finding> found = new ArrayList<>();
        for (String list : lists) {
            String silent = silence(list);
            for (InetAddress address : addresses) {
                Map<String, String> values = Map.of("list", list, "address", Names.numeric(address));
                found.add(
                        silent != null
                                ? Finding.of(FindingKind.BLOCKLIST_SILENT, values, silent)
                                : asked(list, address, values));
            }
        }
        return found;
    }

    private Finding asked(String list, InetAddress address, Map<String, String> values) {
        String name = Names.listed(address, list);
        return switch (names.addresses(name, false)) {
            case Names.Answer.Unanswered<InetAddress>(String why) ->
                Finding.of(FindingKind.BLOCKLIST_SILENT, values, why);
            case Names.Answer.Found<InetAddress>(List<InetAddress> codes)
            when codes.isEmpty() -> Finding.of(FindingKind.BLOCKLIST_FINE, values);
            case Names.Answer.Found<InetAddress>(List<InetAddress> codes)
            when codes.stream().allMatch(BlocklistCheck::isListing) ->
                Finding.of(FindingKind.BLOCKLIST_LISTED, values, reason(name, codes));
            case Names.Answer.Found<InetAddress>(List<InetAddress> codes) ->
                Finding.of(FindingKind.BLOCKLIST_SILENT, values, reason(name, codes));
        };
    }

    private static boolean isListing(InetAddress code) {
        byte[] octets = code.getAddress();
        return octets[0] == 127 && !(octets[1] == (byte) 255 && octets[2] == (byte) 255);
    }

    /** Why nothing follows from what a list says; null where it works as it should. */
    private @Nullable String silence(String list) {
        Names.Answer<InetAddress> listed = names.addresses(TEST_LISTED + list, false);
        if (!(listed instanceof Names.Answer.Found<InetAddress>(List<InetAddress> codes))) {
            return "no answer for 127.0.0.2";
        }
        if (codes.isEmpty() || !codes.stream().allMatch(BlocklistCheck::isListing)) {
            return "127.0.0.2: " + AddressChecks.listed(codes);
        }
        return names.addresses(TEST_UNLISTED + list, false)
                                instanceof Names.Answer.Found<InetAddress>(List<InetAddress> none)
                        && none.isEmpty()
                ? null
                : "127.0.0.1 is listed";
    }

    private String reason(String name, List<InetAddress> codes) {
        String codesShown = AddressChecks.listed(codes);
        return names.texts(name) instanceof Names.Answer.Found<String>(List<String> texts) && !texts.isEmpty()
                ? codesShown + " " + String.join(" ", texts)
                : codesShown;
    }
}
