package org.letterlock.engine.imap;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.letterlock.engine.imap.ImapCommand.SearchReturn;
import org.letterlock.engine.imap.ImapCommand.SearchReturns;
import org.letterlock.engine.imap.ImapCommand.SearchSource;
import org.letterlock.engine.imap.SearchKey.DateTest;
import org.letterlock.engine.mail.Flag;
import org.letterlock.engine.mail.MailboxName;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.mail.ThreadAlgorithm;

/** SEARCH, SORT and THREAD with their keys (RFC 9051 §6.4.4, RFC 3501 §6.4.4, RFC 4731, RFC 5032, RFC 5256 §5, RFC 5267 §5, RFC 5465 §7, RFC 6203 §7, RFC 7377 §4, RFC 8474 §6, RFC 8514 §4.1, RFC 9394). */
final class SearchParser {

    /** RFC 8474 §7, objectid. */
    private static final int MAX_OBJECT_ID = 255;

    /** Sources of an ESEARCH, and names of each. */
    private static final int MAX_SOURCES = 100;

    private final OctetCursor cursor;
    private final int maxDepth;
    private final int maxKeys;
    private final int maxItems;
    private int count;
    private boolean fuzzy;
    private Charset charset = StandardCharsets.UTF_8;

    SearchParser(OctetCursor cursor, ImapCommandParser.Limits limits) {
        this.cursor = cursor;
        this.maxDepth = limits.searchDepth();
        this.maxKeys = limits.searchKeys();
        this.maxItems = limits.fetchItems();
    }

    ImapCommand search(boolean byUid) {
        cursor.space();
        return search(byUid, startsWord() ? cursor.word() : "");
    }

    /** ESEARCH (RFC 7377 §4). */
    ImapCommand multiSearch() {
        List<SearchSource> sources = List.of(new SearchSource(SearchSource.Filter.SELECTED, List.of()));
        cursor.space();
        String word = startsWord() ? cursor.word() : "";
        if (word.equals("IN")) {
            cursor.space();
            sources = sources();
            cursor.space();
            word = startsWord() ? cursor.word() : "";
        }
        ImapCommand.Search search = search(true, word);
        return new ImapCommand.MultiSearch(sources, search.returns(), search.key());
    }

    private List<SearchSource> sources() {
        List<SearchSource> sources = new ArrayList<>();
        cursor.expect('(');
        do {
            sources.add(
                    switch (cursor.word()) {
                        case "SELECTED" -> new SearchSource(SearchSource.Filter.SELECTED, List.of());
                        case "INBOXES" -> new SearchSource(SearchSource.Filter.INBOXES, List.of());
                        case "PERSONAL" -> new SearchSource(SearchSource.Filter.PERSONAL, List.of());
                        case "SUBSCRIBED" -> new SearchSource(SearchSource.Filter.SUBSCRIBED, List.of());
                        case "SUBTREE" -> new SearchSource(SearchSource.Filter.SUBTREE, mailboxes());
                        case "SUBTREE-ONE" -> new SearchSource(SearchSource.Filter.SUBTREE_ONE, mailboxes());
                        case "MAILBOXES" -> new SearchSource(SearchSource.Filter.MAILBOXES, mailboxes());
                        default -> throw new SyntaxException("Unknown source of a search");
                    });
            if (sources.size() > MAX_SOURCES) {
                throw new SyntaxException("The search has too many sources", ResponseCode.LIMIT);
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
        return List.copyOf(sources);
    }

    private List<MailboxName> mailboxes() {
        cursor.space();
        if (!cursor.accept('(')) {
            return List.of(cursor.mailbox());
        }
        List<MailboxName> names = new ArrayList<>();
        do {
            names.add(cursor.mailbox());
            if (names.size() > MAX_SOURCES) {
                throw new SyntaxException("The search has too many sources", ResponseCode.LIMIT);
            }
        } while (cursor.accept(' '));
        cursor.expect(')');
        return List.copyOf(names);
    }

    private ImapCommand.Search search(boolean byUid, String first) {
        Optional<SearchReturns> returns = Optional.empty();
        List<SearchKey> keys = new ArrayList<>();
        String word = first;
        if (word.equals("RETURN")) {
            cursor.space();
            returns = Optional.of(returns());
            cursor.space();
            word = startsWord() ? cursor.word() : "";
        }
        if (word.equals("CHARSET")) {
            if (cursor.dialect() == Dialect.UTF8_ACCEPT) {
                throw new SyntaxException("The charset is UTF-8 already");
            }
            cursor.space();
            charset = charset(cursor.astring());
            cursor.space();
            word = startsWord() ? cursor.word() : "";
        }
        keys.add(word.isEmpty() ? key(0) : named(word, 0));
        while (cursor.accept(' ') && !cursor.atEnd()) {
            keys.add(key(0));
        }
        checkRelevancy(returns, List.of());
        return new ImapCommand.Search(byUid, returns, all(keys));
    }

    /** RFC 6203 §4, §6. */
    private void checkRelevancy(Optional<SearchReturns> returns, List<SortCriterion> criteria) {
        boolean wanted = returns.filter(r -> r.has(SearchReturn.RELEVANCY)).isPresent()
                || criteria.stream().anyMatch(c -> c.key() == SortCriterion.Key.RELEVANCY);
        if (wanted && !fuzzy) {
            throw new SyntaxException("RELEVANCY needs FUZZY");
        }
    }

    /** SORT: the criteria come before the charset, which must be there. */
    ImapCommand sort(boolean byUid) {
        cursor.space();
        Optional<SearchReturns> returns = Optional.empty();
        if (startsWord()) {
            if (!cursor.word().equals("RETURN")) {
                throw new SyntaxException("Expected what to sort by");
            }
            cursor.space();
            returns = Optional.of(returns());
            cursor.space();
        }
        List<SortCriterion> criteria = criteria();
        SearchKey key = program();
        checkRelevancy(returns, criteria);
        return new ImapCommand.Sort(byUid, returns, criteria, key);
    }

    static ImapCommand cancelUpdate(OctetCursor cursor) {
        List<String> tags = new ArrayList<>();
        cursor.space();
        do {
            tags.add(cursor.string());
        } while (cursor.accept(' '));
        return new ImapCommand.CancelUpdate(List.copyOf(tags));
    }

    private List<SortCriterion> criteria() {
        Map<SortCriterion.Key, SortCriterion> criteria = new LinkedHashMap<>();
        cursor.expect('(');
        do {
            String word = cursor.word();
            boolean reverse = word.equals("REVERSE");
            if (reverse) {
                cursor.space();
                word = cursor.word();
            }
            SortCriterion.Key key = sortKey(word);
            // What was compared already is the same where it comes again.
            criteria.putIfAbsent(key, new SortCriterion(key, reverse));
        } while (cursor.accept(' '));
        cursor.expect(')');
        return List.copyOf(criteria.values());
    }

    private static SortCriterion.Key sortKey(String word) {
        try {
            return SortCriterion.Key.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw new SyntaxException("Unknown sort criterion");
        }
    }

    ImapCommand thread(boolean byUid) {
        cursor.space();
        ThreadAlgorithm algorithm = switch (cursor.word()) {
            case "ORDEREDSUBJECT" -> ThreadAlgorithm.ORDEREDSUBJECT;
            case "REFERENCES" -> ThreadAlgorithm.REFERENCES;
            default -> throw new SyntaxException("Unknown threading algorithm");
        };
        return new ImapCommand.ThreadMessages(byUid, algorithm, program());
    }

    /** Charset and keys, where the charset must be there (RFC 5256 §5, search-criteria). */
    private SearchKey program() {
        cursor.space();
        charset = charset(cursor.astring());
        List<SearchKey> keys = new ArrayList<>();
        cursor.space();
        do {
            keys.add(key(0));
        } while (cursor.accept(' ') && !cursor.atEnd());
        return all(keys);
    }

    private static SearchKey all(List<SearchKey> keys) {
        return keys.size() == 1 ? keys.getFirst() : new SearchKey.And(List.copyOf(keys));
    }

    private boolean startsWord() {
        int c = cursor.peek() | 0x20;
        return c >= 'a' && c <= 'z';
    }

    private SearchReturns returns() {
        EnumSet<SearchReturn> options = EnumSet.noneOf(SearchReturn.class);
        Optional<PartialRange> partial = Optional.empty();
        List<FetchItem> pushed = List.of();
        cursor.expect('(');
        if (!cursor.accept(')')) {
            do {
                switch (cursor.word()) {
                    case "MIN" -> options.add(SearchReturn.MIN);
                    case "MAX" -> options.add(SearchReturn.MAX);
                    case "ALL" -> options.add(SearchReturn.ALL);
                    case "COUNT" -> options.add(SearchReturn.COUNT);
                    case "SAVE" -> options.add(SearchReturn.SAVE);
                    case "CONTEXT" -> options.add(SearchReturn.CONTEXT);
                    case "RELEVANCY" -> options.add(SearchReturn.RELEVANCY);
                    case "UPDATE" -> {
                        options.add(SearchReturn.UPDATE);
                        if (cursor.accept(" (")) {
                            pushed = new FetchParser(cursor, maxItems).listed();
                        }
                    }
                    case "PARTIAL" -> {
                        cursor.space();
                        if (partial.isPresent()) {
                            throw new SyntaxException("PARTIAL comes once");
                        }
                        partial = Optional.of(cursor.partialRange());
                    }
                    default -> throw new SyntaxException("Unknown return option");
                }
            } while (cursor.accept(' '));
            cursor.expect(')');
        }
        if (partial.isPresent() && options.contains(SearchReturn.ALL)) {
            throw new SyntaxException("ALL or PARTIAL, not both");
        }
        if (options.isEmpty() && partial.isEmpty()) {
            options.add(SearchReturn.ALL);
        }
        return new SearchReturns(options, partial, pushed);
    }

    private static Charset charset(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "UTF-8", "UTF8", "US-ASCII", "ASCII" -> StandardCharsets.UTF_8;
            case "ISO-8859-1" -> StandardCharsets.ISO_8859_1;
            default -> throw new SyntaxException("Unknown charset", ResponseCode.BADCHARSET);
        };
    }

    private SearchKey key(int depth) {
        if (depth > maxDepth) {
            throw new SyntaxException("The search is too deep");
        }
        count++;
        if (count > maxKeys) {
            throw new SyntaxException("The search has too many keys", ResponseCode.LIMIT);
        }
        if (cursor.accept('(')) {
            List<SearchKey> keys = new ArrayList<>();
            do {
                keys.add(key(depth + 1));
            } while (cursor.accept(' '));
            cursor.expect(')');
            return all(keys);
        }
        if (startsWord()) {
            return named(cursor.word(), depth);
        }
        return new SearchKey.Sequence(cursor.sequenceSet());
    }

    private SearchKey named(String name, int depth) {
        return switch (name) {
            case "ALL", "OLD" -> new SearchKey.All();
            case "SAVEDATESUPPORTED" -> new SearchKey.SaveDateSupported();
            case "RECENT", "NEW" -> new SearchKey.Recent();
            case "ANSWERED" -> new SearchKey.HasFlag(Flag.ANSWERED);
            case "DELETED" -> new SearchKey.HasFlag(Flag.DELETED);
            case "DRAFT" -> new SearchKey.HasFlag(Flag.DRAFT);
            case "FLAGGED" -> new SearchKey.HasFlag(Flag.FLAGGED);
            case "SEEN" -> new SearchKey.HasFlag(Flag.SEEN);
            case "UNANSWERED" -> without(Flag.ANSWERED);
            case "UNDELETED" -> without(Flag.DELETED);
            case "UNDRAFT" -> without(Flag.DRAFT);
            case "UNFLAGGED" -> without(Flag.FLAGGED);
            case "UNSEEN" -> without(Flag.SEEN);
            case "NOT" -> {
                cursor.space();
                yield new SearchKey.Not(key(depth + 1));
            }
            case "FUZZY" -> {
                fuzzy = true;
                cursor.space();
                yield new SearchKey.Fuzzy(key(depth + 1));
            }
            case "X-REGEX" -> {
                cursor.space();
                yield regex(key(depth + 1));
            }
            case "OR" -> {
                cursor.space();
                SearchKey one = key(depth + 1);
                cursor.space();
                yield new SearchKey.Or(one, key(depth + 1));
            }
            default -> withArgument(name);
        };
    }

    private static SearchKey regex(SearchKey key) {
        return switch (key) {
            case SearchKey.Subject _,
                    SearchKey.AddressField _,
                    SearchKey.Header _,
                    SearchKey.Body _,
                    SearchKey.Text _ -> new SearchKey.Regex(key);
            default -> throw new SyntaxException("X-REGEX is for SUBJECT, FROM, TO, CC, BCC, HEADER, BODY and TEXT");
        };
    }

    private static SearchKey without(Flag flag) {
        return new SearchKey.Not(new SearchKey.HasFlag(flag));
    }

    private SearchKey withArgument(String name) {
        cursor.space();
        return switch (name) {
            case "KEYWORD" -> new SearchKey.HasFlag(cursor.flag());
            case "UNKEYWORD" -> without(cursor.flag());
            case "UID" -> new SearchKey.Uids(cursor.sequenceSet());
            case "BEFORE" -> new SearchKey.Received(DateTest.BEFORE, date());
            case "ON" -> new SearchKey.Received(DateTest.ON, date());
            case "SINCE" -> new SearchKey.Received(DateTest.SINCE, date());
            case "SENTBEFORE" -> new SearchKey.Sent(DateTest.BEFORE, date());
            case "SENTON" -> new SearchKey.Sent(DateTest.ON, date());
            case "SENTSINCE" -> new SearchKey.Sent(DateTest.SINCE, date());
            case "YOUNGER" -> new SearchKey.Younger(Duration.ofSeconds(cursor.positiveNumber()));
            case "OLDER" -> new SearchKey.Not(new SearchKey.Younger(Duration.ofSeconds(cursor.positiveNumber())));
            case "LARGER" -> new SearchKey.Larger(cursor.number64());
            case "SMALLER" -> new SearchKey.Smaller(cursor.number64());
            case "MODSEQ" -> modSeq();
            case "SUBJECT" -> new SearchKey.Subject(text());
            case "FROM" -> new SearchKey.AddressField(SearchKey.Field.FROM, text());
            case "TO" -> new SearchKey.AddressField(SearchKey.Field.TO, text());
            case "CC" -> new SearchKey.AddressField(SearchKey.Field.CC, text());
            case "BCC" -> new SearchKey.AddressField(SearchKey.Field.BCC, text());
            case "SAVEDBEFORE" -> new SearchKey.Saved(DateTest.BEFORE, date());
            case "SAVEDON" -> new SearchKey.Saved(DateTest.ON, date());
            case "SAVEDSINCE" -> new SearchKey.Saved(DateTest.SINCE, date());
            case "EMAILID" -> new SearchKey.EmailId(objectId());
            case "THREADID" -> new SearchKey.ThreadId(objectId());
            case "HEADER" -> {
                String field = cursor.astring();
                cursor.space();
                yield new SearchKey.Header(field, text());
            }
            case "BODY" -> new SearchKey.Body(text());
            case "TEXT" -> new SearchKey.Text(text());
            default -> throw new SyntaxException("Unknown search key");
        };
    }

    /** RFC 7162 §3.1.5: the name of an entry may stand before the number; we have one mod-sequence for all of them. */
    private SearchKey modSeq() {
        if (cursor.peek() == '"') {
            cursor.string();
            cursor.space();
            cursor.word();
            cursor.space();
        }
        return new SearchKey.ModSeqAtLeast(cursor.number64());
    }

    private String objectId() {
        String id = cursor.astring();
        if (id.length() > MAX_OBJECT_ID) {
            throw new SyntaxException("The id is too long");
        }
        return id;
    }

    private String text() {
        return cursor.astring(charset);
    }

    private LocalDate date() {
        String text = cursor.peek() == '"' ? cursor.string() : cursor.atom();
        return ImapDateTime.parseDate(text).orElseThrow(() -> new SyntaxException("Expected a date"));
    }
}
