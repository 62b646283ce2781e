package org.letterlock.engine.imapserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.letterlock.engine.imap.ImapCommand;
import org.letterlock.engine.imap.ImapCommand.ListReturn;
import org.letterlock.engine.imap.ImapCommand.ListSelection;
import org.letterlock.engine.imap.ListPattern;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SpecialUse;
import org.letterlock.engine.store.AccountStore.Mailbox;

/**
 * LIST, XLIST and LSUB (RFC 9051 §6.3.9, RFC 5258, RFC 5819, RFC 6154, RFC 9590). Special uses and whether a mailbox has children are always told: many clients use them and
 * few ask.
 */
final class ListHandler {

    private final SessionState state;

    ListHandler(SessionState state) {
        this.state = state;
    }

    /** A name that LIST may tell: a mailbox, or one that is only subscribed. */
    record Listed(MailboxName name, Optional<Mailbox> mailbox, boolean subscribed) {}

    TaggedResponse list(ImapCommand.ListMailboxes command) {
        if (command.patterns().size() == 1
                && command.patterns().getFirst().isEmpty()
                && command.select().isEmpty()) {
            state.out().raw(command.xlist() ? "* XLIST" : "* LIST").raw(" (\\Noselect) \"/\" \"\"\r\n");
            return TaggedResponse.ok("Done");
        }
        if (command.status().contains(ImapCommand.StatusItem.HIGHESTMODSEQ)) {
            state.enableCondstore();
        }
        List<ListPattern> patterns = patterns(command.reference(), command.patterns());
        List<Listed> all = names(command.select().contains(ListSelection.SUBSCRIBED));
        for (Listed one : all) {
            if (patterns.stream().noneMatch(pattern -> pattern.matches(one.name()))) {
                continue;
            }
            boolean selected = isSelected(one, command.select());
            boolean below = command.select().contains(ListSelection.RECURSIVEMATCH)
                    && all.stream()
                            .anyMatch(other -> other.name().isBelow(one.name()) && isSelected(other, command.select()));
            if (selected || below) {
                write(one, command, below);
            }
        }
        return TaggedResponse.ok("Done");
    }

    private static List<ListPattern> patterns(String reference, List<String> patterns) {
        return patterns.stream()
                .map(pattern -> new ListPattern(pattern.startsWith("/") ? pattern.substring(1) : reference + pattern))
                .toList();
    }

    private List<Listed> names(boolean subscriptions) {
        List<Listed> names = new ArrayList<>();
        Set<MailboxName> subscribed = subscriptions ? state.store().subscriptions() : Set.of();
        Set<MailboxName> seen = new java.util.HashSet<>();
        for (Mailbox mailbox : state.store().mailboxes()) {
            names.add(new Listed(mailbox.name(), Optional.of(mailbox), mailbox.subscribed()));
            seen.add(mailbox.name());
        }
        subscribed.stream()
                .filter(name -> !seen.contains(name))
                .sorted()
                .forEach(name -> names.add(new Listed(name, Optional.empty(), true)));
        return names;
    }

    private static boolean isSelected(Listed one, Set<ListSelection> select) {
        boolean special = !select.contains(ListSelection.SPECIAL_USE)
                || one.mailbox().flatMap(Mailbox::use).isPresent();
        boolean subscribed = select.contains(ListSelection.SUBSCRIBED)
                ? one.subscribed()
                : one.mailbox().isPresent();
        return special && subscribed;
    }

    private void write(Listed one, ImapCommand.ListMailboxes command, boolean below) {
        ResponseWriter out = state.out();
        List<String> attributes = attributes(one, command.xlist());
        boolean tellSubscribed = command.select().contains(ListSelection.SUBSCRIBED)
                || command.returns().contains(ListReturn.SUBSCRIBED);
        if (tellSubscribed && one.subscribed()) {
            attributes.add("\\Subscribed");
        }
        out.raw(command.xlist() ? "* XLIST (" : "* LIST (")
                .raw(String.join(" ", attributes))
                .raw(") \"/\" ")
                .mailbox(one.name());
        if (below && command.select().contains(ListSelection.SUBSCRIBED)) {
            out.raw(" (\"CHILDINFO\" (\"SUBSCRIBED\"))");
        }
        out.crlf();
        if (!command.metadata().isEmpty() && one.mailbox().isPresent()) {
            MetadataHandler.list(state, one.name(), command.metadata());
        }
        Optional<Mailbox> mailbox = one.mailbox().filter(Mailbox::selectable);
        if (!command.status().isEmpty() && mailbox.isPresent()) {
            StatusResponse.write(state, mailbox.get(), command.status());
        }
    }

    /** A name as it stands now. */
    static Listed listed(SessionState state, MailboxName name) {
        Optional<Mailbox> mailbox = state.store().mailbox(name);
        boolean subscribed =
                mailbox.map(Mailbox::subscribed).orElseGet(() -> state.store().isSubscribed(name));
        return new Listed(name, mailbox, subscribed);
    }

    /** What is told unasked of a name (RFC 5465 §5.4, §5.5). {@code old} is the one that the mailbox had. */
    static void tell(SessionState state, Listed one, Optional<MailboxName> old) {
        List<String> attributes = attributes(one, false);
        if (one.subscribed()) {
            attributes.add("\\Subscribed");
        }
        ResponseWriter out = state.out();
        out.raw("* LIST (").raw(String.join(" ", attributes)).raw(") \"/\" ").mailbox(one.name());
        old.ifPresent(name -> out.raw(" (\"OLDNAME\" (").mailbox(name).raw("))"));
        out.crlf();
    }

    private static List<String> attributes(Listed one, boolean xlist) {
        List<String> attributes = new ArrayList<>();
        if (one.mailbox().isEmpty()) {
            attributes.add("\\NonExistent");
            return attributes;
        }
        Mailbox mailbox = one.mailbox().get();
        if (!mailbox.selectable()) {
            attributes.add("\\Noselect");
        }
        attributes.add(mailbox.hasChildren() ? "\\HasChildren" : "\\HasNoChildren");
        if (xlist && mailbox.name().equals(MailboxName.INBOX)) {
            attributes.add("\\Inbox");
        }
        mailbox.use().ifPresent(use -> attributes.add(xlist ? xlistName(use) : use.attribute()));
        return attributes;
    }

    /** The names of XLIST, which came before RFC 6154. */
    private static String xlistName(SpecialUse use) {
        return switch (use) {
            case ALL -> "\\AllMail";
            case FLAGGED -> "\\Starred";
            case JUNK -> "\\Spam";
            case ARCHIVE, DRAFTS, MEMOS, SCHEDULED, SENT, SNOOZED, TRASH -> use.attribute();
        };
    }

    /**
     * LSUB (RFC 3501 §6.3.9): a subscribed name that {@code %} stops short of is told by the level that does match, as {@code \Noselect}.
     */
    TaggedResponse lsub(ImapCommand.Lsub command) {
        ListPattern pattern =
                patterns(command.reference(), List.of(command.pattern())).getFirst();
        TreeMap<MailboxName, Boolean> told = new TreeMap<>();
        boolean levels = command.pattern().indexOf('%') >= 0;
        for (MailboxName name : state.store().subscriptions()) {
            if (pattern.matches(name)) {
                told.put(name, true);
            } else if (levels) {
                Optional<MailboxName> above = name.parent();
                while (above.isPresent()) {
                    if (pattern.matches(above.get())) {
                        told.putIfAbsent(above.get(), false);
                    }
                    above = above.get().parent();
                }
            }
        }
        for (var entry : told.entrySet()) {
            Optional<Mailbox> mailbox = state.store().mailbox(entry.getKey());
            List<String> attributes = new ArrayList<>();
            if (!entry.getValue() || mailbox.filter(Mailbox::selectable).isEmpty()) {
                attributes.add("\\Noselect");
            }
            mailbox.flatMap(Mailbox::use).map(SpecialUse::attribute).ifPresent(attributes::add);
            state.out()
                    .raw("* LSUB (")
                    .raw(String.join(" ", attributes))
                    .raw(") \"/\" ")
                    .mailbox(entry.getKey())
                    .crlf();
        }
        return TaggedResponse.ok("Done");
    }
}
