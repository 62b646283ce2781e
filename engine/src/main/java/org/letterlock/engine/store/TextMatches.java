package org.letterlock.engine.store;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.letterlock.engine.mime.HeaderField;
import org.letterlock.engine.mime.HeaderFields;
import org.letterlock.engine.mime.ImapEnvelope;
import org.letterlock.engine.mime.MimeCodec;
import org.letterlock.engine.mime.SearchText;
import org.letterlock.engine.sqlite.Sql;
import org.letterlock.engine.store.LetterText.Part;

/** Finds the messages that contain a text, exactly: the index only spares looking at those that cannot. */
final class TextMatches {

    /** How many messages one read looks at. */
    private static final int BATCH = 64;

    /** In how many parts a header is looked at: 256 KiB. */
    private static final int HEADER_PIECES = 4;

    private final Budget budget;
    private final TextIndex index;
    private final Map<Long, Score> scores = new HashMap<>();

    TextMatches(Budget budget, TextIndex index) {
        this.budget = budget;
        this.index = index;
    }

    /** The messages in {@code scope} that meet a condition on text. */
    long[] find(Search.Scope scope, SearchExpression condition) {
        return switch (condition) {
            case SearchExpression.Subject(String text) -> inEnvelope(scope, text, SearchText::subject);
            case SearchExpression.AddressField(SearchExpression.Field field, String text) ->
                inEnvelope(scope, text, envelope -> SearchText.addresses(addresses(field, envelope)));
            case SearchExpression.Body(String text) -> inParts(scope, text, List.of(Part.BODY));
            case SearchExpression.Text(String text) -> inParts(scope, text, List.of(Part.values()));
            case SearchExpression.Header(String field, String text) -> inHeader(scope, field, text);
            case SearchExpression.Matching(SearchExpression where, TextPattern pattern) ->
                matching(scope, where, pattern);
            case SearchExpression.Fuzzy(SearchExpression exact) -> fuzzily(scope, exact);
            case SearchExpression.All _,
                    SearchExpression.And _,
                    SearchExpression.Or _,
                    SearchExpression.Not _,
                    SearchExpression.Uids _,
                    SearchExpression.HasFlag _,
                    SearchExpression.Received _,
                    SearchExpression.Sent _,
                    SearchExpression.ReceivedAfter _,
                    SearchExpression.Saved _,
                    SearchExpression.IsMessage _,
                    SearchExpression.InThread _,
                    SearchExpression.LargerThan _,
                    SearchExpression.SmallerThan _,
                    SearchExpression.ModifiedSince _ ->
                throw new IllegalArgumentException("not a condition on text: " + condition);
        };
    }

    /** The relevancy of a message: the mean of what the fuzzy conditions say that it met; 100 where there were none, 1 where it met none (RFC 6203 §4). */
    int score(long message) {
        Score score = scores.get(message);
        if (score == null) {
            return scores.isEmpty() ? 100 : 1;
        }
        return score.sum() / score.conditions();
    }

    private long[] fuzzily(Search.Scope scope, SearchExpression exact) {
        return switch (exact) {
            case SearchExpression.Subject(String text) -> fuzzily(scope, exact, text, List.of(Part.SUBJECT));
            case SearchExpression.AddressField(SearchExpression.Field field, String text) ->
                fuzzily(scope, exact, text, List.of(part(field)));
            case SearchExpression.Body(String text) -> fuzzily(scope, exact, text, List.of(Part.BODY));
            case SearchExpression.Text(String text) -> fuzzily(scope, exact, text, List.of(Part.values()));
            default -> throw new IllegalArgumentException("only exact: " + exact);
        };
    }

    private long[] fuzzily(Search.Scope scope, SearchExpression exact, String text, List<Part> parts) {
        FuzzyText wanted = FuzzyText.of(text);
        LongStream.Builder found = LongStream.builder();
        if (wanted.words().isEmpty()) {
            // Marks alone: nothing that could be spelled otherwise.
            LongStream.of(find(scope, exact)).forEach(message -> note(message, 100, found));
            return found.build().toArray();
        }
        index.finish(budget::step);
        List<Long> candidates =
                wanted.match().map(match -> matching(scope, match)).orElseGet(() -> everything(scope));
        lookThrough(
                candidates,
                batch -> index.texts(batch).forEach((message, letter) -> {
                    budget.check();
                    int score = wanted.score(letter, parts);
                    if (score > 0) {
                        note(message, score, found);
                    }
                }));
        return found.build().toArray();
    }

    private void note(long message, int score, LongStream.Builder found) {
        scores.merge(message, new Score(score, 1), Score::plus);
        found.add(message);
    }

    private static Part part(SearchExpression.Field field) {
        return switch (field) {
            case FROM -> Part.FROM;
            case TO -> Part.TO;
            case CC -> Part.CC;
            case BCC -> Part.BCC;
        };
    }

    private static List<ImapEnvelope.Address> addresses(SearchExpression.Field field, ImapEnvelope envelope) {
        return switch (field) {
            case FROM -> envelope.from();
            case TO -> envelope.to();
            case CC -> envelope.cc();
            case BCC -> envelope.bcc();
        };
    }

    /** Envelopes lie with their messages, so no text is unpacked, and what is not indexed yet is looked at as it is. */
    private long[] inEnvelope(Search.Scope scope, String text, Function<ImapEnvelope, String> part) {
        String term = Folding.fold(text);
        LongStream.Builder found = LongStream.builder();
        lookThrough(
                candidates(scope, term),
                batch -> envelopes(batch).forEach((message, envelope) -> {
                    if (Folding.fold(part.apply(MimeCodec.decodeEnvelope(envelope)))
                            .contains(term)) {
                        found.add(message);
                    }
                }));
        return found.build().toArray();
    }

    private Map<Long, byte[]> envelopes(List<Long> messages) {
        return budget.read(sql -> {
            Map<Long, byte[]> envelopes = new LinkedHashMap<>();
            sql.each(
                    "SELECT m.id, m.envelope FROM json_each(?) wanted CROSS JOIN message m ON m.id = wanted.value",
                    row -> envelopes.put(row.integer(0), row.bytes(1)),
                    ids(messages));
            return envelopes;
        });
    }

    private static String ids(List<Long> messages) {
        return messages.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private long[] inParts(Search.Scope scope, String text, List<Part> parts) {
        String term = Folding.fold(text);
        if (term.isEmpty()) {
            return array(everything(scope));
        }
        index.finish(budget::step);
        List<Long> candidates = candidates(scope, term);
        Predicate<LetterText> matches = letter -> parts.stream().anyMatch(part -> letter.contains(part, term));
        LongStream.Builder found = LongStream.builder();
        lookThrough(
                candidates,
                batch -> index.texts(batch).forEach((message, letter) -> {
                    if (matches.test(letter)) {
                        found.add(message);
                    }
                }));
        return found.build().toArray();
    }

    /** Looks through messages, some between two steps. */
    private void lookThrough(List<Long> messages, Consumer<List<Long>> some) {
        int done = 0;
        for (List<Long> batch : batches(messages)) {
            budget.step(done, messages.size());
            done += batch.size();
            some.accept(batch);
        }
    }

    private List<Long> everything(Search.Scope scope) {
        return budget.read(sql -> sql.query(
                "SELECT DISTINCT e.message FROM entry e WHERE " + scope.where(),
                row -> row.integer(0),
                scope.parameters().toArray()));
    }

    /** Messages that may contain a folded text. */
    private List<Long> candidates(Search.Scope scope, String term) {
        return TextIndex.match(term).map(match -> matching(scope, match)).orElseGet(() -> everything(scope));
    }

    /** Messages whose trigrams fit, and those that have none yet. */
    private List<Long> matching(Search.Scope scope, String match) {
        String inScope = "EXISTS (SELECT 1 FROM entry e INDEXED BY entry_message WHERE e.message = c.message AND "
                + scope.where() + ")";
        List<Object> first = new ArrayList<>(List.of(match));
        first.addAll(scope.parameters());
        return budget.read(sql -> {
            Set<Long> all = new LinkedHashSet<>(sql.query(
                    "SELECT c.message FROM (SELECT DISTINCT rowid >> 20 AS message FROM search_index"
                            + " WHERE search_index MATCH ?) c WHERE " + inScope,
                    row -> row.integer(0),
                    first.toArray()));
            all.addAll(sql.query(
                    "SELECT c.message FROM unindexed c WHERE " + inScope,
                    row -> row.integer(0),
                    scope.parameters().toArray()));
            return List.copyOf(all);
        });
    }

    private long[] inHeader(Search.Scope scope, String field, String text) {
        Optional<long[]> named = byMessageId(scope, field, text);
        if (named.isPresent()) {
            return named.get();
        }
        String term = Folding.fold(text);
        LongStream.Builder found = LongStream.builder();
        List<Long> candidates = everything(scope).stream()
                .filter(message -> index.fieldNames().mayHave(message, field))
                .toList();
        lookThrough(
                candidates,
                batch -> headers(batch).forEach((message, octets) -> {
                    HeaderFields header = HeaderFields.parse(octets);
                    index.fieldNames().note(message, header);
                    if (header.all(field).stream().anyMatch(f -> contains(f, term))) {
                        found.add(message);
                    }
                }));
        return found.build().toArray();
    }

    /** No index helps: every letter in scope is looked at, and decoded where its body counts. */
    private long[] matching(Search.Scope scope, SearchExpression where, TextPattern pattern) {
        Set<String> fields = fields(where);
        boolean body = where instanceof SearchExpression.Body || where instanceof SearchExpression.Text;
        LongStream.Builder found = LongStream.builder();
        lookThrough(everything(scope), batch -> {
            Map<Long, byte[]> headers = headers(batch);
            for (long message : batch) {
                budget.check();
                HeaderFields header = HeaderFields.parse(headers.getOrDefault(message, new byte[0]));
                if (fields.stream()
                                .flatMap(field -> header.all(field).stream())
                                .anyMatch(field -> pattern.isIn(field.decoded(), budget::check))
                        || (body && pattern.isIn(index.body(message), budget::check))) {
                    found.add(message);
                }
            }
        });
        return found.build().toArray();
    }

    private static Set<String> fields(SearchExpression where) {
        return switch (where) {
            case SearchExpression.Subject _ -> Set.of("Subject");
            case SearchExpression.AddressField address -> Set.of(address.field().name());
            case SearchExpression.Header header -> Set.of(header.field());
            case SearchExpression.Body _ -> Set.of();
            case SearchExpression.Text _ -> Set.of("Subject", "From", "To", "Cc", "Bcc");
            default -> throw new IllegalArgumentException("no text: " + where);
        };
    }

    private static boolean contains(HeaderField field, String term) {
        return term.isEmpty()
                || Folding.fold(field.decoded()).contains(term)
                || Folding.fold(field.value()).contains(term);
    }

    /** A whole Message-ID, which programs ask for again and again, is found by its hash. */
    private Optional<long[]> byMessageId(Search.Scope scope, String field, String text) {
        if (!field.equalsIgnoreCase("Message-ID") || !text.startsWith("<") || !text.endsWith(">")) {
            return Optional.empty();
        }
        List<Object> parameters = new ArrayList<>(List.of(MessageFacts.hash(text)));
        parameters.addAll(scope.parameters());
        long[] found = array(budget.read(sql -> sql.query(
                "SELECT c.id FROM message c WHERE c.message_id = ? AND EXISTS (SELECT 1 FROM entry e"
                        + " WHERE e.message = c.id AND " + scope.where() + ")",
                row -> row.integer(0),
                parameters.toArray())));
        return found.length == 0 ? Optional.empty() : Optional.of(found);
    }

    private Map<Long, byte[]> headers(List<Long> messages) {
        return budget.read(sql -> {
            Map<Long, byte[]> headers = new LinkedHashMap<>();
            try (Unpacker unpacker = new Unpacker()) {
                sql.each(
                        "SELECT h.length, h.format, h.data, h.message FROM json_each(?) wanted CROSS JOIN header h ON h.message = wanted.value",
                        row -> headers.put(row.integer(3), Piece.header(row, 0).octets(unpacker)),
                        ids(messages));
                headers.replaceAll((message, header) ->
                        header.length < Piece.OCTETS ? header : longer(sql, message, header, unpacker));
            }
            return headers;
        });
    }

    private static byte[] longer(Sql sql, long message, byte[] beginning, Unpacker unpacker) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(beginning);
        sql.each(
                "SELECT p.start, p.length, p.format, p.data FROM message m JOIN piece p ON p.id BETWEEN ? AND ?"
                        + " AND p.start < m.header WHERE m.id = ? ORDER BY p.id",
                row -> header.writeBytes(Piece.of(row, 0).octets(unpacker)),
                Piece.id(message, 0),
                Piece.id(message, HEADER_PIECES - 2),
                message);
        return header.toByteArray();
    }

    private static List<List<Long>> batches(List<Long> messages) {
        List<List<Long>> batches = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += BATCH) {
            batches.add(messages.subList(from, Math.min(messages.size(), from + BATCH)));
        }
        return batches;
    }

    private static long[] array(List<Long> messages) {
        return messages.stream().mapToLong(Long::longValue).toArray();
    }

    /** What fuzzy conditions said of a message that met them. */
    private record Score(int sum, int conditions) {

        Score plus(Score other) {
            return new Score(sum + other.sum, conditions + other.conditions);
        }
    }
}
