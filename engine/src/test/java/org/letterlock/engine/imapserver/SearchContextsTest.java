package org.letterlock.engine.imapserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.imap.ResponseWriter;
import org.letterlock.engine.mail.ModSeq;
import org.letterlock.engine.mail.SortCriterion;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.SearchExpression;
import org.letterlock.engine.store.SearchLimits;

/** How much of sorted results is kept (RFC 5267 §4.3.1). */
final class SearchContextsTest {

    private static final int MOST_SORTED = 100_000;

    @TempDir
    private Path folder;

    @Test
    void saysWhenASortedResultGrowsTooLarge() {
        try (ImapFixture fixture = new ImapFixture(folder)) {
            AccountStore.Changes two = changesOfTwo(fixture);
            assertThat(told(fixture, two, MOST_SORTED - 2)).isEmpty();
            assertThat(told(fixture, two, MOST_SORTED - 1)).startsWith("* NO [NOUPDATE \"t\"]");
        }
    }

    private static AccountStore.Changes changesOfTwo(ImapFixture fixture) {
        fixture.append("Subject: b\r\n\r\nx\r\n");
        fixture.append("Subject: a\r\n\r\nx\r\n");
        return fixture.store.changes(fixture.inbox(), new ModSeq(1)).orElseThrow();
    }

    /** What a client hears that has a sorted result of so many messages, when {@code changes} come into it. */
    private static String told(ImapFixture fixture, AccountStore.Changes changes, int size) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        ResponseWriter out = new ResponseWriter(told::write);
        SearchContexts contexts = new SearchContexts();
        SearchContexts.Query query = new SearchContexts.Query(
                true,
                new SearchExpression.All(),
                List.of(new SortCriterion(SortCriterion.Key.ARRIVAL, false)),
                List.of());
        assertThat(contexts.add("t", query, LongStream.range(10, 10L + size).toArray()))
                .isTrue();
        contexts.note(changes);
        contexts.look(
                out,
                fixture.store,
                fixture.inbox(),
                SearchLimits.of(ImapServerSettings.of("mail.example.test", "1").searchTime()));
        out.flush();
        return told.toString(StandardCharsets.UTF_8);
    }
}
