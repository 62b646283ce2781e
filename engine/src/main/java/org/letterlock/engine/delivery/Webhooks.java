package org.letterlock.engine.delivery;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.mail.EmailAddress;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.mail.Provenance;
import org.letterlock.engine.mail.ReversePath;
import org.letterlock.engine.queue.Dsn;
import org.letterlock.engine.queue.Hook;
import org.letterlock.engine.queue.NewMail;
import org.letterlock.engine.queue.Origin;
import org.letterlock.engine.queue.TlsWish;
import org.letterlock.engine.spam.Experience;
import org.letterlock.engine.spam.Judge;
import org.letterlock.engine.spam.Judgement;
import org.letterlock.engine.spam.JunkLevel;
import org.letterlock.engine.spam.Reading;

/** Makes of a letter what web servers are told of it, for the queue. Pure. */
final class Webhooks {

    private Webhooks() {}

    /**
     * A letter as it is stored.
     *
     * @param id its id in our logs
     * @param from the reverse-path
     * @param provenance what was measured of it
     * @param results what was found, as Authentication-Results says it; asked where something was looked for
     * @param received when it came
     * @param content all of it
     */
    record Told(
            String id,
            ReversePath from,
            Provenance provenance,
            Supplier<String> results,
            Instant received,
            Octets content) {}

    /** What is to be told to the web servers of each of the recipients. */
    static List<NewMail> of(List<Recipient> recipients, Told letter) {
        List<NewMail> mails = new ArrayList<>();
        for (Recipient recipient : recipients) {
            for (Webhook hook : recipient.webhooks()) {
                mails.add(of(hook, recipient.address(), letter));
            }
        }
        return mails;
    }

    private static NewMail of(Webhook hook, EmailAddress address, Told letter) {
        JsonObject about = new JsonObject();
        about.addProperty("id", letter.id());
        about.addProperty("address", address.toString());
        about.addProperty(
                "sender", letter.from().address().map(EmailAddress::toString).orElse(""));
        about.addProperty("received", letter.received().toString());
        about.addProperty("size", letter.content().length());
        about.add("verdict", verdict(letter));
        return new NewMail(
                // Nobody outside is told what our web servers do.
                ReversePath.none(),
                List.of(address),
                letter.content(),
                true,
                true,
                new Origin.Hooked(address, hook.host(), new Hook(hook.url(), about.toString())),
                Dsn.NONE,
                TlsWish.NONE);
    }

    /** What is thought of a letter, without what a mailbox learned of others. */
    private static JsonObject verdict(Told letter) {
        JsonObject verdict = new JsonObject();
        verdict.addProperty("checked", letter.provenance().outside());
        if (letter.provenance().outside()) {
            Judgement judgement = judged(letter.provenance(), letter.content(), JunkLevel.NORMAL);
            verdict.addProperty("junk", judgement.isJunk());
            verdict.addProperty("score", judgement.tenths() / 10.0);
            JsonArray reasons = new JsonArray();
            judgement
                    .grounds()
                    .forEach(ground -> reasons.add(
                            ground.reason().name().toLowerCase(Locale.ROOT).replace('_', '-')));
            verdict.add("reasons", reasons);
            verdict.addProperty("results", letter.results().get());
        }
        return verdict;
    }

    /** What is thought of a letter from outside without what its reader learned. */
    static Judgement judged(Provenance provenance, Octets content, JunkLevel level) {
        try {
            return Judge.judge(level, provenance, Reading.of(content), Experience.NONE);
        } catch (IOException e) {
            throw new UncheckedIOException("spool", e);
        }
    }
}
