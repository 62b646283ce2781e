package org.letterlock.engine.delivery;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.letterlock.engine.directory.Webhook;
import org.letterlock.engine.journal.EventLog;
import org.letterlock.engine.journal.MailLog;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes of a letter what web servers are told of it, for the queue. Safe for any number of threads. */
public final class Webhooks {

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    private final LetterQueue queue;
    private final EventLog log;

    /**
     * @param queue where what is told waits
     * @param log hears of what a web server is not told
     */
    public Webhooks(LetterQueue queue, EventLog log) {
        this.queue = queue;
        this.log = log;
    }

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

    /**
     * What is to be told of a letter: each web server once, however many of the recipients lead there. One that has no room any more is passed over where its addresses lead elsewhere, too.
     *
     * @param beside what else of the letter goes into the queue
     */
    List<NewMail> of(List<Recipient> recipients, Told letter, List<NewMail> beside) {
        Map<Webhook, List<EmailAddress>> found = new LinkedHashMap<>();
        Set<Webhook> needed = new LinkedHashSet<>();
        for (Recipient recipient : recipients) {
            for (Webhook hook : recipient.webhooks()) {
                found.computeIfAbsent(hook, _ -> new ArrayList<>()).add(recipient.address());
                if (recipient.isOnlyTold()) {
                    needed.add(hook);
                }
            }
        }
        if (found.isEmpty()) {
            return List.of();
        }
        JsonObject verdict = verdict(letter);
        List<NewMail> all = new ArrayList<>(beside);
        found.forEach((hook, addresses) -> {
            if (needed.contains(hook)) {
                all.add(of(hook, addresses, letter, verdict));
            }
        });
        found.forEach((hook, addresses) -> {
            if (needed.contains(hook)) {
                return;
            }
            NewMail mail = of(hook, addresses, letter, verdict);
            if (queue.hasRoom(mail, all)) {
                all.add(mail);
            } else {
                log.record(MailLog.Kind.REFUSED, letter.id(), hook + " is not told: too much waits for it");
            }
        });
        return all.subList(beside.size(), all.size());
    }

    private static NewMail of(Webhook hook, List<EmailAddress> addresses, Told letter, JsonObject verdict) {
        EmailAddress address = addresses.getFirst();
        JsonObject about = new JsonObject();
        about.addProperty("id", letter.id());
        about.addProperty("address", address.toString());
        about.addProperty(
                "sender", letter.from().address().map(EmailAddress::toString).orElse(""));
        about.addProperty("received", letter.received().toString());
        about.addProperty("size", letter.content().length());
        JsonArray all = new JsonArray();
        addresses.forEach(each -> all.add(each.toString()));
        about.add("addresses", all);
        about.add("verdict", verdict);
        return new NewMail(
                // Nobody outside is told what our web servers do.
                ReversePath.none(),
                List.of(address),
                WebhookBody.kept(letter.content()),
                true,
                true,
                new Origin.Hooked(address, hook.host(), new Hook(hook.url(), about.toString())),
                Dsn.NONE,
                TlsWish.NONE);
    }

    /** What is thought of a letter, without what a mailbox learned of others; where nobody can tell, it counts as not looked at. */
    private static JsonObject verdict(Told letter) {
        JsonObject verdict = new JsonObject();
        Optional<Judgement> found = letter.provenance().outside()
                ? judged(letter.id(), letter.provenance(), letter.content(), JunkLevel.NORMAL)
                : Optional.empty();
        verdict.addProperty("checked", found.isPresent());
        found.ifPresent(judgement -> {
            verdict.addProperty("junk", judgement.isJunk());
            verdict.addProperty("score", judgement.tenths() / 10.0);
            JsonArray reasons = new JsonArray();
            judgement
                    .grounds()
                    .forEach(ground -> reasons.add(
                            ground.reason().name().toLowerCase(Locale.ROOT).replace('_', '-')));
            verdict.add("reasons", reasons);
        });
        if (letter.provenance().outside()) {
            verdict.addProperty("results", letter.results().get());
        }
        return verdict;
    }

    /** What is thought of a letter from outside without what its reader learned; empty where nobody can tell. */
    static Optional<Judgement> judged(String id, Provenance provenance, Octets content, JunkLevel level) {
        try {
            return Optional.of(Judge.judge(level, provenance, Reading.of(content), Experience.NONE));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Whoever builds a letter that cannot be judged must not keep it from being taken.
            LOG.error("letter {} was not judged", id, e);
            return Optional.empty();
        }
    }
}
