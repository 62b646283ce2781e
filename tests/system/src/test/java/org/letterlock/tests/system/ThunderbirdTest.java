package org.letterlock.tests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.letterlock.tests.kit.ImapTestClient;
import org.letterlock.tests.kit.LetterMaker;
import org.letterlock.tests.kit.LetterMaker.Letter;
import org.letterlock.tests.kit.SmtpTestClient;
import org.letterlock.tests.kit.peer.Thunderbird;

/** Thunderbird with its window on a virtual display: what it shows, finds, moves and hears of. A picture of it is left in {@code target/thunderbird.png}. */
@Tag("peers")
final class ThunderbirdTest {

    private static final String FRIEND = "friend@example.org";

    private final LetterMaker letters = new LetterMaker(System.nanoTime());

    @Test
    void showsTheInboxFindsMovesAndHearsOfMail() throws IOException {
        assumeTrue(Thunderbird.isPossible(), "thunderbird or what it takes to run it is not installed");
        try (Site site = new Site();
                Thunderbird program = Thunderbird.start(site.folder().path().resolve("tb"), site.engine())) {
            Site.Owner anna = site.newcomer();
            List<Letter> some = Stream.concat(
                            Stream.of(
                                    letters.japaneseIso2022Jp(FRIEND, anna.address(), "下書き", "まだ途中です。\n"),
                                    letters.withAttachment(
                                            FRIEND, anna.address(), "A picture", "See.\n", "a.png", 40_000)),
                            IntStream.range(0, 8)
                                    .mapToObj(i -> letters.japaneseUtf8(
                                            FRIEND, anna.address(), "手紙 " + i, "こんにちは。 " + i + "\n")))
                    .toList();
            deliver(site, some);
            Mailboxes.open(site.engine(), anna.address(), anna.password(), some.size())
                    .close();
            String draft = id(some.getFirst());
            String moved = id(some.getLast());

            assertThat(program.signIn(anna.address(), anna.password()))
                    .containsExactly("Archive", "Drafts", "INBOX", "Junk", "Sent", "Trash");
            assertThat(program.inbox(10))
                    .containsExactlyInAnyOrderElementsOf(
                            some.stream().map(ThunderbirdTest::id).toList());
            assertThat(program.find("途中")).containsExactly(draft);
            assertThat(program.find("遠く")).isEmpty();
            assertThat(program.read(draft)).contains("まだ途中です。");
            program.archive(moved);
            assertThat(program.inbox(9)).contains(draft).doesNotContain(moved);

            Letter news = letters.plain(FRIEND, anna.address(), "News", "News.\n");
            deliver(site, List.of(news));
            assertThat(program.inbox(10)).contains(id(news));
            look(program.picture());

            try (ImapTestClient imap = site.engine().imaps().login(anna.address(), anna.password())) {
                assertThat(imap.select("Archive")).isEqualTo(1);
                assertThat(imap.headers("1", "MESSAGE-ID")).containsExactly("<" + moved + ">");
                assertThat(imap.select("INBOX")).isEqualTo(10);
                assertThat(imap.search("SEEN")).hasSize(1);
            }
        }
    }

    private static void deliver(Site site, List<Letter> some) {
        try (SmtpTestClient mx = site.engine().mx().ehlo()) {
            for (Letter letter : some) {
                mx.deliver(letter.from(), List.of(letter.to()), letter.octets()).expect(250);
            }
        }
    }

    private static String id(Letter letter) {
        return letter.messageId().replaceAll("[<>]", "");
    }

    /** Keeps the picture to be looked at; an empty window has a handful of colours. */
    private static void look(byte[] png) throws IOException {
        Path target = Files.createDirectories(Path.of("target"));
        Files.write(target.resolve("thunderbird.png"), png);
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        assertThat(IntStream.of(pixels).distinct().count()).isGreaterThan(400);
    }
}
