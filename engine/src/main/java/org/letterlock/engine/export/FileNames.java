package org.letterlock.engine.export;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.store.AccountStore.Mailbox;

/**
 * Where mailboxes lie in an archive that is unpacked on any system: no character that Windows refuses, no name that it keeps for devices, no two that differ in
 * case alone, none that is too long. A name that had to change is told apart from its neighbours by a number.
 */
final class FileNames {

    private static final int LEVEL_CHARACTERS = 50;
    private static final int PATH_CHARACTERS = 150;
    private static final Pattern REFUSED = Pattern.compile("[<>:\"\\\\|?*\\p{Cntrl}]");
    private static final Pattern ENDING = Pattern.compile("[. ]+$");
    private static final Pattern DEVICE = Pattern.compile(
            "(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\\$|conout\\$)([ .].*)?", Pattern.CASE_INSENSITIVE);

    /** What a file beside the folder may be called. */
    private static final Pattern FILE = Pattern.compile(".*\\.(mbox|eml|tsv)", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> paths = new HashMap<>();
    private final Set<String> taken = new HashSet<>();

    /** The path of a mailbox, its levels separated by {@code /}; the same each time. */
    String path(Mailbox mailbox) {
        String path = path(mailbox.name());
        return path.length() <= PATH_CHARACTERS
                ? path
                : free("", "mailbox-" + mailbox.id().value());
    }

    private String path(MailboxName name) {
        String known = paths.get(name.value());
        if (known != null) {
            return known;
        }
        Optional<MailboxName> parent = name.parent();
        String above = parent.map(up -> path(up) + "/").orElse("");
        String level = parent.map(up -> name.value().substring(up.value().length() + 1))
                .orElse(name.value());
        String path = free(above, clean(level));
        paths.put(name.value(), path);
        return path;
    }

    private static String clean(String level) {
        String clean = REFUSED.matcher(level).replaceAll("_");
        int length = Math.min(clean.length(), LEVEL_CHARACTERS);
        boolean split = length < clean.length() && Character.isHighSurrogate(clean.charAt(length - 1));
        clean = ENDING.matcher(clean.substring(0, split ? length - 1 : length)).replaceAll("_");
        return (DEVICE.matcher(clean).matches() ? "_" : "")
                + clean
                + (FILE.matcher(clean).matches() ? "_" : "");
    }

    private String free(String above, String level) {
        String path = above + level;
        for (int number = 2; !taken.add(path.toLowerCase(Locale.ROOT)); number++) {
            path = above + level + "~" + number;
        }
        return path;
    }
}
