package org.letterlock.engine.export;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.letterlock.engine.imap.ModifiedUtf7;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.store.AccountStore.Mailbox;
import org.letterlock.engine.store.AccountStore.StoredMessage;

/**
 * Maildir++ as Dovecot and Courier keep it: INBOX is the folder itself, each other mailbox a folder in it whose name begins with a dot, in modified UTF-7 with
 * dots between the levels. Flags are letters at the end of a file's name; keywords have the letters {@code a} to {@code z}, which {@code dovecot-keywords} tells,
 * so that a mailbox has room for 26 of them.
 */
final class Maildir implements Layout {

    private static final String ROOT = "Maildir";
    private static final int KEYWORDS = 26;
    private static final int FOLDER_OCTETS = 200;

    /** In the order of their letters, as the names of files have them. */
    private static final Map<Flag, String> LETTERS = letters();

    private final Archive archive;
    private final Instant now;
    private final Set<String> taken = new HashSet<>();
    private final Map<Flag, Integer> keywords = new LinkedHashMap<>();
    private final Set<Flag> withoutPlace = new LinkedHashSet<>();
    private String folder = "";
    private long mailbox;

    Maildir(Archive archive, Instant now) {
        this.archive = archive;
        this.now = now;
    }

    private static Map<Flag, String> letters() {
        Map<Flag, String> letters = new LinkedHashMap<>();
        letters.put(Flag.DRAFT, "D");
        letters.put(Flag.FLAGGED, "F");
        letters.put(Flag.ANSWERED, "R");
        letters.put(Flag.SEEN, "S");
        letters.put(Flag.DELETED, "T");
        return letters;
    }

    @Override
    public String begin(Mailbox box) throws IOException {
        boolean inbox = box.name().equals(MailboxName.INBOX);
        folder = inbox ? ROOT : ROOT + "/" + folderName(box);
        mailbox = box.id().value();
        keywords.clear();
        withoutPlace.clear();
        for (String part : new String[] {"cur", "new", "tmp"}) {
            archive.folder(folder + "/" + part, now);
        }
        if (!inbox) {
            archive.text(folder + "/maildirfolder", now, "");
        }
        return folder;
    }

    /** A dot separates levels, so one within a level cannot stand. */
    private String folderName(Mailbox box) {
        String name =
                "." + ModifiedUtf7.encode(box.name().value().replace('.', '_').replace('/', '.'));
        String free = name.length() > FOLDER_OCTETS ? ".mailbox-" + box.id().value() : name;
        String candidate = free;
        for (int number = 2; !taken.add(candidate.toLowerCase(Locale.ROOT)); number++) {
            candidate = free + "_" + number;
        }
        return candidate;
    }

    @Override
    public void letter(StoredMessage letter, InputStream octets) throws IOException {
        String name = letter.received().getEpochSecond() + ".M" + mailbox + "U" + letter.uid() + ".letterlock,S="
                + letter.size() + ":2," + flags(letter.flags());
        octets.transferTo(archive.begin(folder + "/cur/" + name, letter.received()));
        archive.end();
    }

    private String flags(Set<Flag> flags) {
        StringBuilder letters = new StringBuilder();
        LETTERS.forEach((flag, letter) -> {
            if (flags.contains(flag)) {
                letters.append(letter);
            }
        });
        TreeSet<Character> named = new TreeSet<>();
        for (Flag flag : flags) {
            if (flag.isSystem()) {
                continue;
            }
            if (!keywords.containsKey(flag) && keywords.size() == KEYWORDS) {
                withoutPlace.add(flag);
            } else {
                named.add((char) ('a' + keywords.computeIfAbsent(flag, _ -> keywords.size())));
            }
        }
        named.forEach(letters::append);
        return letters.toString();
    }

    @Override
    public void end() throws IOException {
        if (!keywords.isEmpty()) {
            archive.text(
                    folder + "/dovecot-keywords",
                    now,
                    keywords.entrySet().stream()
                            .map(keyword -> keyword.getValue() + " " + keyword.getKey() + "\n")
                            .collect(Collectors.joining()));
        }
    }

    @Override
    public String remark() {
        return withoutPlace.isEmpty()
                ? ""
                : "keywords without a place: "
                        + withoutPlace.stream().map(Flag::token).collect(Collectors.joining(" "));
    }
}
