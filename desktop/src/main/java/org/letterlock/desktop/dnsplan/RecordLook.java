package org.letterlock.desktop.dnsplan;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Type;

/** Looks whether the world sees planned records: asks the domain's own servers, and several resolvers, all at once. Blocks for some seconds at most. */
public final class RecordLook {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_OWN_SERVERS = 4;
    private static final int LEAST_RESOLVERS = 2;

    private final List<InetSocketAddress> finders;
    private final List<InetSocketAddress> resolvers;
    private final int ownPort;
    private final DnsQuestions questions;

    /**
     * One that asks whom it is told.
     *
     * @param finders by whom the domain's own servers are found, in this order
     * @param resolvers who have to see the records
     * @param ownPort at which the domain's own servers are asked
     */
    public RecordLook(List<InetSocketAddress> finders, List<InetSocketAddress> resolvers, int ownPort) {
        this(finders, resolvers, ownPort, PATIENCE);
    }

    /** @param patience for one answer */
    RecordLook(List<InetSocketAddress> finders, List<InetSocketAddress> resolvers, int ownPort, Duration patience) {
        this.finders = List.copyOf(finders);
        this.resolvers = List.copyOf(resolvers);
        this.ownPort = ownPort;
        this.questions = new DnsQuestions(patience);
    }

    private record Question(String name, String type) {}

    /** What was heard of a question: from the domain's own servers, from the resolvers, and of the name with the domain twice. */
    private record Heard(
            List<DnsQuestions.Answer> own, List<DnsQuestions.Answer> resolvers, DnsQuestions.Answer doubled) {}

    /**
     * Looks.
     *
     * @param zone the domain in whose zone the records are
     * @return one for each record, in their order
     * @throws InterruptedException when told to stop
     */
    public List<RecordSight> look(String zone, List<PlannedRecord> records) throws InterruptedException {
        List<String> names = questions.ask(finders, zone, Type.NS).values();
        List<InetSocketAddress> own = questions.places(finders, names, ownPort).stream()
                .limit(MOST_OWN_SERVERS)
                .toList();
        Map<Question, Heard> heard = new HashMap<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Map<Question, Future<Heard>> asked = new HashMap<>();
            for (PlannedRecord planned : records) {
                Question question =
                        new Question(planned.record().name(), planned.record().type());
                asked.computeIfAbsent(question, one -> threads.submit(() -> hear(one, zone, own, threads)));
            }
            for (Map.Entry<Question, Future<Heard>> one : asked.entrySet()) {
                heard.put(one.getKey(), one.getValue().get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("questions fail as answers", e);
        } finally {
            threads.shutdownNow();
        }
        return records.stream()
                .map(planned -> sight(
                        planned,
                        ours(records, planned),
                        Objects.requireNonNull(heard.get(new Question(
                                planned.record().name(), planned.record().type())))))
                .toList();
    }

    private static List<String> ours(List<PlannedRecord> records, PlannedRecord planned) {
        return records.stream()
                .map(PlannedRecord::record)
                .filter(record -> record.name().equals(planned.record().name())
                        && record.type().equals(planned.record().type()))
                .map(record -> record.value())
                .toList();
    }

    private Heard hear(Question question, String zone, List<InetSocketAddress> own, ExecutorService threads)
            throws InterruptedException, ExecutionException {
        int type = Type.value(question.type());
        List<Future<DnsQuestions.Answer>> byOwn = new ArrayList<>();
        for (InetSocketAddress server : own) {
            byOwn.add(threads.submit(() -> questions.ask(server, question.name(), type, false)));
        }
        List<Future<DnsQuestions.Answer>> byResolvers = new ArrayList<>();
        for (InetSocketAddress resolver : resolvers) {
            byResolvers.add(threads.submit(() -> questions.ask(resolver, question.name(), type, true)));
        }
        List<DnsQuestions.Answer> ownAnswers = all(byOwn);
        List<DnsQuestions.Answer> answers = all(byResolvers);
        boolean missing =
                ownAnswers.stream().noneMatch(answer -> !answer.values().isEmpty());
        DnsQuestions.Answer doubled = missing && !own.isEmpty()
                ? questions.ask(own.getFirst(), question.name() + "." + zone, type, false)
                : new DnsQuestions.Answer.NoName();
        return new Heard(ownAnswers, answers, doubled);
    }

    private static List<DnsQuestions.Answer> all(List<Future<DnsQuestions.Answer>> asked)
            throws InterruptedException, ExecutionException {
        List<DnsQuestions.Answer> heard = new ArrayList<>();
        for (Future<DnsQuestions.Answer> one : asked) {
            DnsQuestions.Answer answer = one.get();
            if (answer.isHeard()) {
                heard.add(answer);
            }
        }
        return heard;
    }

    private static RecordSight sight(PlannedRecord planned, List<String> ours, Heard heard) {
        List<RecordMatch> own = matches(planned, ours, heard.own());
        List<RecordMatch> seen = matches(planned, ours, heard.resolvers());
        int seenBy = fits(seen);
        List<RecordMatch> first = own.isEmpty() ? seen : own;
        List<String> found = (own.isEmpty() ? heard.resolvers() : heard.own())
                .stream().flatMap(answer -> answer.values().stream()).distinct().toList();
        RecordSight.State state;
        @Nullable String instead = null;
        if (first.isEmpty()) {
            state = RecordSight.State.UNKNOWN;
        } else if (fits(own) == own.size() && seenBy == seen.size()) {
            state = seen.size() < LEAST_RESOLVERS ? RecordSight.State.UNHEARD : RecordSight.State.SEEN;
        } else if (fits(own) > 0 || (own.isEmpty() && seenBy > 0)) {
            state = RecordSight.State.SPREADING;
        } else {
            RecordMatch match = first.getFirst();
            instead = match.instead();
            state = switch (match.fit()) {
                case FITS, ABSENT ->
                    RecordMatch.of(planned, ours, heard.doubled().values()).fit() == RecordMatch.Fit.FITS
                            ? RecordSight.State.DOUBLED
                            : RecordSight.State.MISSING;
                case OTHER -> RecordSight.State.OTHER;
                case MERGE -> RecordSight.State.MERGE;
                case CROWDED -> RecordSight.State.CROWDED;
                case QUOTED -> RecordSight.State.QUOTED;
            };
        }
        return new RecordSight(planned, state, found, instead, seenBy, seen.size());
    }

    private static List<RecordMatch> matches(
            PlannedRecord planned, List<String> ours, List<DnsQuestions.Answer> answers) {
        return answers.stream()
                .map(answer -> RecordMatch.of(planned, ours, answer.values()))
                .toList();
    }

    private static int fits(List<RecordMatch> matches) {
        return (int) matches.stream()
                .filter(match -> match.fit() == RecordMatch.Fit.FITS)
                .count();
    }
}
