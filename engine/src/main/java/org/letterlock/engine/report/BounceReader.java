package org.letterlock.engine.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.StatusCode;
import org.letterlock.engine.mime.MimePart;
import org.letterlock.engine.report.Bounces.Bounce;

/**
 * Reads bounces: by their delivery status (RFC 3464) where they bring one, else by what servers say in words. Those are read line by line up to where the returned
 * letter begins; it is a bounce where a server wrote it, or one without a sender did, and it tells of a failure.
 */
final class BounceReader {

    /** The parts that tell what became of a letter. */
    static final List<String> STATUSES = List.of("message/delivery-status", "message/global-delivery-status");

    private static final int MOST_RECIPIENTS = 50;
    private static final int MOST_LINE = 1_000;
    private static final int MOST_LINES = 400;

    private static final Pattern STATUS =
            Pattern.compile("(?<![0-9.])([245])\\.([0-9]{1,3})\\.([0-9]{1,3})(?![0-9.]*[0-9])");
    private static final Pattern REPLY = Pattern.compile("(?<![0-9.])[45][0-9]{2}[ -](?=[^0-9])");
    private static final Pattern ADDRESS = Pattern.compile(
            "([A-Za-z0-9._%+'/=~!#$&*^{|}?-]{1,64}+)@([A-Za-z0-9-]{1,63}+(?:\\.[A-Za-z0-9-]{1,63}+){1,8}+)");

    /** Where the letter begins that came back. */
    private static final Pattern RETURNED =
            Pattern.compile("^(return-path|received|message-id|dkim-signature|x-received|mime-version): .*"
                    + "|^[-=_*# ]{2}.*(original|returned|unsent|copy of|below this line|message text follows|message header).*"
                    + "|^(the )?(original message|header of the original|included is a copy|this is a copy|here is (a copy|your)|message header|-- *original).*"
                    + "|^bounced e-mail.*");

    private static final Pattern SERVER = Pattern.compile(
            "mailer-daemon|mailerdaemon|mail-daemon|post_?master|mail delivery|mail administrator|mailmaster|mail router|"
                    + "mdaemon|delivery subsystem|no-reply@.*amazonses|mail system|system administrator|microsoft exchange");
    private static final Pattern SUBJECT = Pattern.compile(
            "undeliver|undelivered|returned mail|return(ed|ing)? (to sender|message)|delivery (status|fail|problem|error|report|notif)|"
                    + "failure notice|mail (delivery|could not|error|system error)|delivery.*(delayed|unsuccessful)|could not be delivered|"
                    + "non remis|non recapitabil|unzustellbar|failed mail|message not delivered|nondeliverable|bounce|warning: .*delayed|"
                    + "unable to deliver|rejected|cannot be delivered");
    private static final Pattern FAILURE = Pattern.compile(
            "could not be delivered|couldn't be delivered|can't be delivered|cannot be delivered|was not delivered|not be delivered|"
                    + "undeliver|unable to deliver|not able to deliver|wasn't able to deliver|deliver(y|ed)?[^.]{0,60}fail|fail[^.]{0,60}deliver|"
                    + "could not deliver|was rejected|has been rejected|returned to (the )?sender|following address|permanent (fatal )?error|"
                    + "were not received|did not reach|not reach the following|cannot deliver|unknown user|user unknown|no such user|not found|incorrectly constructed|not able to be delivered");
    private static final Pattern DELAY = Pattern.compile(
            "delayed|warning message|you do not need to resend|will (be retried|continue|keep)|still being tried|not yet been delivered");
    private static final Set<String> SERVERS = Set.of("mailer-daemon", "postmaster", "mailerdaemon");

    private final Letter letter;
    private final boolean fromNobody;

    /** What the server says, up to the letter that came back. */
    private final List<String> words = new ArrayList<>();

    /** The letter that came back, where it stands below the words. */
    private final List<String> returned = new ArrayList<>();

    private Optional<BounceReason> inWords = Optional.empty();

    /** @param fromNobody whether it came with the null reverse-path */
    BounceReader(Letter letter, boolean fromNobody) throws IOException {
        this.letter = letter;
        this.fromNobody = fromNobody;
        for (String line : lines()) {
            boolean begins = !words.isEmpty()
                    && RETURNED.matcher(line.strip().toLowerCase(Locale.ROOT)).matches();
            (begins || !returned.isEmpty() ? returned : words).add(line);
        }
    }

    /** What came back; empty where it is no bounce, or tells of no failure and no delay. */
    Optional<Bounces> read() throws IOException {
        List<Bounce> bounces = new ArrayList<>();
        boolean told = false;
        for (MimePart part : letter.ofTypes(STATUSES)) {
            for (Map<String, String> block : letter.blocks(part)) {
                told |= block.containsKey("action");
                if (bounces.size() < MOST_RECIPIENTS) {
                    recipient(block).ifPresent(bounces::add);
                }
            }
        }
        if (!bounces.isEmpty()) {
            return Optional.of(new Bounces(bounces, author()));
        }
        return told ? Optional.empty() : inWords();
    }

    private Optional<Bounce> recipient(Map<String, String> block) throws IOException {
        String named = block.getOrDefault(
                "final-recipient",
                block.getOrDefault("original-recipient", block.getOrDefault("x-actual-recipient", "")));
        String action = block.getOrDefault("action", "").toLowerCase(Locale.ROOT);
        String diagnostic = block.getOrDefault("diagnostic-code", "");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        // One of no class says less than what the other server said.
        Optional<StatusCode> stated = status(block.getOrDefault("status", ""));
        Optional<StatusCode> status = stated.filter(code -> code.subject() != 0 || code.detail() != 0)
                .or(() -> status(diagnostic))
                .or(() -> stated);
        boolean delayed = action.startsWith("delayed");
        boolean failed = action.startsWith("fail")
                || action.startsWith("expired")
                || (action.isEmpty()
                        && status.filter(code -> code.statusClass() != 2).isPresent());
        if (!delayed && !failed) {
            return Optional.empty();
        }
        BounceReason reason = BounceReason.of(status, diagnostic);
        return Optional.of(new Bounce(
                domain(named),
                delayed,
                status,
                delayed(delayed, reason == BounceReason.OTHER ? reasonInWords() : reason)));
    }

    /** Nobody waits but for a server that was not reached, if nothing else is said. */
    private static BounceReason delayed(boolean delayed, BounceReason reason) {
        return delayed && reason == BounceReason.OTHER ? BounceReason.UNREACHABLE : reason;
    }

    private static Optional<DomainName> domain(String named) {
        Matcher address = ADDRESS.matcher(named);
        return address.find() ? DomainName.parse(address.group(2)) : Optional.empty();
    }

    private static Optional<StatusCode> status(String text) {
        Matcher matcher = STATUS.matcher(text);
        return matcher.find()
                ? Optional.of(new StatusCode(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }

    /** The domain of the author of what came back. */
    private Optional<DomainName> author() throws IOException {
        return letter.returned()
                .flatMap(header -> header.value("from"))
                .or(() -> header(returned, "from"))
                .flatMap(BounceReader::domain);
    }

    private static Optional<String> header(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .findFirst();
    }

    /** What the words alone say, for all recipients whose part says less. */
    private BounceReason reasonInWords() {
        BounceReason found = inWords.orElseGet(() -> BounceReason.of(Optional.empty(), String.join("\n", words)));
        inWords = Optional.of(found);
        return found;
    }

    private Optional<Bounces> inWords() throws IOException {
        String text = String.join("\n", words);
        String lower = text.toLowerCase(Locale.ROOT);
        String from = value("from");
        String subject = value("subject");
        boolean namesFailed = letter.header().first("x-failed-recipients").isPresent();
        boolean byServer = SERVER.matcher(from).find() || value("return-path").equals("<>") || fromNobody;
        boolean saysSo = SUBJECT.matcher(subject).find();
        boolean fails = STATUS.matcher(text).find()
                || REPLY.matcher(text).find()
                || FAILURE.matcher(lower).find();
        if (!namesFailed && !(byServer && (saysSo || fails)) && !(saysSo && fails)) {
            return Optional.empty();
        }
        Set<DomainName> domains = recipients();
        Optional<StatusCode> status = status(text).filter(code -> code.statusClass() != 2);
        boolean delayed = DELAY.matcher(lower).find()
                && status.filter(code -> code.statusClass() == 5).isEmpty();
        BounceReason reason = delayed(delayed, BounceReason.of(status, text));
        List<Bounce> bounces = domains.isEmpty()
                ? List.of(new Bounce(Optional.empty(), delayed, status, reason))
                : domains.stream()
                        .map(domain -> new Bounce(Optional.of(domain), delayed, status, reason))
                        .toList();
        return Optional.of(new Bounces(bounces, author()));
    }

    /** A field in lower case, its beginning. */
    private String value(String name) {
        String value = letter.header().value(name).orElse("").strip();
        return value.substring(0, Math.min(MOST_LINE, value.length())).toLowerCase(Locale.ROOT);
    }

    /** The domains of those whom it tells of, each once. */
    private Set<DomainName> recipients() throws IOException {
        Set<DomainName> domains = new LinkedHashSet<>();
        letter.header()
                .value("x-failed-recipients")
                .ifPresent(failed -> addresses(failed).forEach(each -> add(domains, each)));
        String sender = value("to");
        for (int pass = 0; pass < 2 && domains.isEmpty(); pass++) {
            // First those that a line begins with: they are listed. Then any other.
            boolean listed = pass == 0;
            for (String line : words) {
                for (String address : addresses(line)) {
                    String lower = address.toLowerCase(Locale.ROOT);
                    boolean isOther = !sender.contains(lower)
                            && !SERVERS.contains(lower.substring(0, lower.indexOf('@')))
                            && !from().contains(lower);
                    if (isOther && (!listed || startsWith(line, address))) {
                        add(domains, address);
                        if (!listed) {
                            return domains;
                        }
                    }
                }
            }
        }
        if (domains.isEmpty()) {
            Optional<String> to = letter.returned().flatMap(header -> header.value("to"));
            to.or(() -> header(returned, "to"))
                    .ifPresent(text -> addresses(text).stream().limit(1).forEach(each -> add(domains, each)));
        }
        return domains;
    }

    private String from() {
        return value("from");
    }

    private static boolean startsWith(String line, String address) {
        int at = line.indexOf(address);
        return line.substring(0, at).chars().noneMatch(Character::isLetterOrDigit)
                || line.toLowerCase(Locale.ROOT).strip().startsWith("to:")
                || line.toLowerCase(Locale.ROOT).contains("rcpt to:");
    }

    private static void add(Set<DomainName> domains, String address) {
        if (domains.size() < MOST_RECIPIENTS) {
            DomainName.parse(address.substring(address.lastIndexOf('@') + 1)).ifPresent(domains::add);
        }
    }

    private static List<String> addresses(String text) {
        List<String> found = new ArrayList<>();
        Matcher matcher = ADDRESS.matcher(text);
        while (found.size() < MOST_RECIPIENTS && matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private List<String> lines() throws IOException {
        for (MimePart part : letter.parts()) {
            if (part.type().equals("text") && !part.subtype().equals("rfc822-headers")) {
                String text = letter.text(part);
                String plain = part.subtype().equals("html") ? text.replaceAll("<[^>@]{0,200}>", " ") : text;
                return plain.lines()
                        .limit(MOST_LINES)
                        .map(line -> line.substring(0, Math.min(MOST_LINE, line.length())))
                        .toList();
            }
        }
        return List.of();
    }
}
