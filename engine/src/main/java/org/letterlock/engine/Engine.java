package org.letterlock.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.letterlock.engine.accounts.AccountFiles;
import org.letterlock.engine.accounts.AccountMaker;
import org.letterlock.engine.accounts.Accounts;
import org.letterlock.engine.accounts.Arrivals;
import org.letterlock.engine.accounts.Custody;
import org.letterlock.engine.accounts.Deliverer;
import org.letterlock.engine.accounts.Exports;
import org.letterlock.engine.accounts.Snapshots;
import org.letterlock.engine.accounts.SystemTimer;
import org.letterlock.engine.control.ControlServer;
import org.letterlock.engine.control.ControlService;
import org.letterlock.engine.control.RunningEngine;
import org.letterlock.engine.delivery.Addresses;
import org.letterlock.engine.delivery.Authentication;
import org.letterlock.engine.delivery.Blocklists;
import org.letterlock.engine.delivery.DomainKeys;
import org.letterlock.engine.delivery.Forwarding;
import org.letterlock.engine.delivery.Greylisting;
import org.letterlock.engine.delivery.HomeCourier;
import org.letterlock.engine.delivery.Inbound;
import org.letterlock.engine.delivery.LetterQueue;
import org.letterlock.engine.delivery.LetterSigner;
import org.letterlock.engine.delivery.NoticeDelivery;
import org.letterlock.engine.delivery.ProofLetter;
import org.letterlock.engine.delivery.ReportInbox;
import org.letterlock.engine.delivery.ReportLetter;
import org.letterlock.engine.delivery.ReportPost;
import org.letterlock.engine.delivery.ResigningCourier;
import org.letterlock.engine.delivery.Rspamd;
import org.letterlock.engine.delivery.Submission;
import org.letterlock.engine.delivery.VacationLetter;
import org.letterlock.engine.delivery.VacationReplies;
import org.letterlock.engine.delivery.WebhookCourier;
import org.letterlock.engine.delivery.Webhooks;
import org.letterlock.engine.directory.Directory;
import org.letterlock.engine.directory.EngineSettings;
import org.letterlock.engine.directory.Pop3Deletion;
import org.letterlock.engine.dmarc.ReportTargets;
import org.letterlock.engine.dmarcreport.DmarcReporting;
import org.letterlock.engine.dns.DnsClient;
import org.letterlock.engine.dns.DnsSettings;
import org.letterlock.engine.dns.ProvingDns;
import org.letterlock.engine.dns.ResolverClient;
import org.letterlock.engine.dsn.DsnWriter;
import org.letterlock.engine.http.LocalClient;
import org.letterlock.engine.imapserver.ImapAccount;
import org.letterlock.engine.imapserver.ImapServer;
import org.letterlock.engine.imapserver.ImapServerSettings;
import org.letterlock.engine.intake.Intake;
import org.letterlock.engine.journal.MailLog;
import org.letterlock.engine.mail.DomainName;
import org.letterlock.engine.mail.ImapExtension;
import org.letterlock.engine.net.Connector;
import org.letterlock.engine.net.EventLoops;
import org.letterlock.engine.net.SelfSigned;
import org.letterlock.engine.net.TlsIdentity;
import org.letterlock.engine.pop3server.Pop3Server;
import org.letterlock.engine.pop3server.Pop3ServerSettings;
import org.letterlock.engine.queue.MailQueue;
import org.letterlock.engine.queue.Reports;
import org.letterlock.engine.quota.Quotas;
import org.letterlock.engine.smtpserver.Rates;
import org.letterlock.engine.smtpserver.SmtpServer;
import org.letterlock.engine.smtpserver.SmtpServerSettings;
import org.letterlock.engine.spool.Spooler;
import org.letterlock.engine.srs.SrsAddresses;
import org.letterlock.engine.store.AccountStore;
import org.letterlock.engine.store.PackingLibrary;
import org.letterlock.engine.tlsreport.TlsReporting;
import org.letterlock.engine.tlsreport.TlsSessions;

/**
 * The composition root: builds every part by hand, from the files up to the sockets, and closes them in reverse. Read {@link #start} from top to bottom to see
 * what the engine is made of.
 */
final class Engine implements AutoCloseable {

    private static final int LOOPS = 2;
    private static final int SPOOL_MEMORY = 256 * 1024;

    private final Parts parts = new Parts();
    private final List<Opening<?>> openings = new ArrayList<>();
    private final ServeSettings settings;
    private final Clock clock;
    private final SecureRandom random;
    private Optional<Listeners> listeners = Optional.empty();

    private Engine(ServeSettings settings, Clock clock, SecureRandom random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    /**
     * Builds and starts everything.
     *
     * @param stop asks the process to end; returns at once
     * @throws StartException with a sentence for a person when that cannot be
     */
    static Engine start(ServeSettings settings, Clock clock, SecureRandom random, Runnable stop) {
        Engine engine = new Engine(settings, clock, random);
        boolean started = false;
        try {
            engine.build(stop);
            started = true;
            return engine;
        } finally {
            engine.openings.forEach(Opening::settle);
            if (!started) {
                engine.close();
            }
        }
    }

    private <T> Opening<T> opening(String name, Supplier<T> open) {
        Opening<T> opening = Opening.of(name, open);
        openings.add(opening);
        return opening;
    }

    private void build(Runnable stop) {
        DataFolder folder = parts.add(DataFolder.open(settings.data(), true));

        // What takes its time and needs no file is opened beside the files.
        Opening<EventLoops> openingLoops = opening("network", () -> parts.add(new EventLoops(LOOPS, random)));
        Opening<Connector> openingConnector =
                opening("connector", () -> new Connector(openingLoops.await(), Outbound.WRITE_TIMEOUT));
        Opening<Resolvers> openingResolvers = opening("resolvers", () -> Resolvers.of(settings, clock));
        Opening<Remains> openingRemains = opening("remains", () -> parts.add(new Remains()));

        // State: the engine's own files.
        folder.requireWhole();
        Storage storage = Storage.open(folder, parts, clock, random);
        Opening<Boolean> openingPacker = opening("packer", () -> PackingLibrary.unpack(folder.natives()));
        MailLog log = storage.journal();
        Arrivals arrivals = new Arrivals();
        Intake intake = storage.intake(arrivals);
        MailQueue queue = storage.queue();
        Directory directory = storage.directory();
        SealedKeyCopy sealedKey = new SealedKeyCopy(folder.sealedEngineKey(), storage, directory);
        sealedKey.ensureIfPossible();
        Spooler spooler = Storage.guarded(folder.spool(), () -> new Spooler(folder.spool(), SPOOL_MEMORY, random));
        EngineSettings own = directory.settings();
        DomainName hostname = settings.hostname().orElse(own.hostname());
        Opening<TlsIdentity> openingIdentity = opening("certificate", () -> identity(folder, hostname));

        // Accounts: who may sign in, and what moves their mail into their files.
        AccountFiles files = new AccountFiles(folder.accounts());
        Deliverer deliverer =
                new Deliverer(intake, arrivals, directory::junkRule, (kind, detail) -> log.record(kind, "", detail));
        Quotas quotas = new Quotas(directory.quotas(), intake::tally, Intake.SHARE);
        Accounts accounts = accounts(
                storage,
                directory,
                new Accounts.Stores(files, deliverer, quotas, storage.threads()),
                openingRemains.await(),
                log);
        AccountMaker maker = new AccountMaker(directory, files, storage.threads(), clock, random);
        Snapshots snapshots = new Snapshots(folder.snapshots());
        Custody custody = new Custody(directory, accounts, files, intake, snapshots, clock);
        Storage.guarded(folder.accounts(), () -> {
            custody.sweep();
            maker.sweep();
            return maker;
        });
        Exports exports = new Exports(accounts, custody, clock, (kind, detail) -> log.record(kind, "", detail));

        // The ways in and out.
        EventLoops loops = openingLoops.await();
        byte[] srsSecret = storage.subkey("srs");
        SrsAddresses srs = new SrsAddresses(srsSecret, clock);
        Arrays.fill(srsSecret, (byte) 0);
        Addresses addresses = Addresses.of(directory, quotas, srs, clock);
        Resolvers resolvers = openingResolvers.await();
        DnsClient dns = resolvers.plain();
        Authentication authentication =
                new Authentication(dns, hostname, Authentication.TIME, InetAddress::isLoopbackAddress, clock);
        Blocklists blocklists = new Blocklists(dns, directory::blocklists, Blocklists.TIME);
        DomainKeys keys = new DomainKeys(directory, dns, log::record, clock, random);
        directory.domains().forEach(keys::ensure);
        Hourly hourly = parts.add(new Hourly());
        hourly.add("DKIM keys", keys::tend);
        LetterSigner signer = new LetterSigner(keys::of, clock);
        LetterQueue out = LetterQueue.of(queue);
        queue.onHeld(held -> log.record(
                MailLog.Kind.HELD,
                held.id().value(),
                directory
                                .account(held.account())
                                .map(account -> account.address().toString())
                                .orElse("an account that is gone")
                        + " sent "
                        + switch (held.reason()) {
                            case LETTERS -> "as many letters as it may in a day";
                            case RECIPIENTS -> "to as many new recipients as it may in a day";
                        }));
        Forwarding forwarding = new Forwarding(out, signer, srs, new DsnWriter(clock, random));
        Webhooks webhooks = new Webhooks(out, log::record);
        NoticeDelivery notices = new NoticeDelivery(addresses, intake::accept, out, webhooks, clock);
        VacationReplies vacations = new VacationReplies(
                addresses,
                queue.replies()::note,
                new VacationLetter(signer, hostname, clock, random),
                notices,
                log::record,
                clock);
        // The domain of ours that tells others: the one that the host is of, where there is one.
        Supplier<Optional<DomainName>> submitter = () -> directory.domains().stream()
                .min(Comparator.comparing((DomainName domain) -> !hostname.isWithin(domain)));
        ReportPost reportPost = new ReportPost(new ReportLetter(signer, clock, random), out);
        DmarcReporting dmarcReporting = parts.add(new DmarcReporting(
                new DmarcReporting.Subject(
                        queue.dmarcTally(), directory::dmarcReporting, directory::isLocal, submitter),
                new ReportTargets(dns),
                reportPost,
                log::record,
                clock));
        parts.add(new Hourly()).add("DMARC reports", dmarcReporting::tend);
        Reports reports = queue.reports();
        hourly.add("reports", () -> reports.sweep(clock.instant()));
        Inbound inbound = new Inbound(
                addresses,
                new Inbound.Checks(
                        authentication,
                        blocklists,
                        new Greylisting(directory::greylists, queue.greylist(), clock)::putsOff,
                        new Rspamd(new LocalClient(openingConnector.await()), directory::rspamd, Rspamd.LIMITS)),
                intake::accept,
                new Inbound.Onward(
                        forwarding, vacations, new ReportInbox(addresses, reports, log::record, clock), dmarcReporting),
                log::record,
                clock,
                random);
        Submission submission = new Submission(
                addresses,
                new Submission.Ways(intake::accept, out, webhooks, vacations),
                signer,
                hostname,
                clock,
                random);
        Outbound outbound = new Outbound(
                settings.routes(),
                directory.relays(),
                resolvers.proving(),
                openingConnector.await(),
                hostname,
                clock,
                random);
        TlsSessions sessions = parts.add(new TlsSessions(queue.tlsTally(), directory::tlsReporting, clock));
        TlsReporting tlsReporting = new TlsReporting(
                new TlsReporting.Subject(queue.tlsTally(), sessions, directory::tlsReporting, submitter),
                dns,
                outbound.web(),
                reportPost,
                log::record,
                clock);
        parts.add(new Hourly()).add("TLS reports", tlsReporting::tend);
        parts.add(outbound.runner(
                        queue,
                        notices,
                        others -> new WebhookCourier(
                                new HomeCourier(
                                        new ResigningCourier(others, signer, clock),
                                        addresses,
                                        intake::accept,
                                        out,
                                        webhooks,
                                        clock),
                                settings.innerWebhooks() ? outbound.innerWeb() : outbound.web(),
                                directory.rules()::webhook,
                                clock),
                        sessions,
                        hourly,
                        log))
                .start();

        // The servers.
        openingPacker.await();
        Listeners doors = new Listeners(parts, loops, settings.listen(), openingIdentity.await(), hostname);
        listeners = Optional.of(doors);
        long size = Math.min(own.maxMessageSize(), SmtpServerSettings.SIZE_CEILING);
        SmtpServerSettings mx = SmtpServerSettings.mx(hostname).withMaxSize(size);
        SmtpServerSettings startTls =
                SmtpServerSettings.submission(hostname, true).withMaxSize(size);
        SmtpServerSettings implicitTls =
                SmtpServerSettings.submission(hostname, false).withMaxSize(size);
        ImapServer imap = new ImapServer(
                ImapServerSettings.of(hostname.ascii(), Version.text()),
                accounts,
                login -> imapAccount(accounts.store(login), directory.imapExtensions(login.account())),
                spooler,
                log::record,
                clock,
                random);
        Pop3Server pop3 = new Pop3Server(
                Pop3ServerSettings.of(Version.text()),
                accounts,
                accounts::storeWithLetters,
                account -> directory.pop3Deletion(account) == Pop3Deletion.GONE,
                log::record,
                random);
        doors.start(
                Service.MX,
                SmtpServer.mx(
                        mx, inbound, new Rates(Rates.Limits.DEFAULT, System::nanoTime), spooler, log::record, random));
        doors.start(
                Service.SUBMISSION,
                SmtpServer.submission(startTls, submission, accounts, spooler, log::record, random));
        doors.start(
                Service.SUBMISSIONS,
                SmtpServer.submission(implicitTls, submission, accounts, spooler, log::record, random));
        doors.start(Service.IMAP, imap);
        doors.start(Service.IMAPS, imap);
        doors.start(Service.POP3, pop3);
        doors.start(Service.POP3S, pop3);

        // Control.
        RunningEngine running = new RunningEngine(
                Version.text(), hostname.ascii(), clock.instant(), doors::infos, doors.certificate(), stop);
        ControlService control = new ControlService(
                running,
                new ControlService.Parts(
                        directory,
                        accounts,
                        maker,
                        queue,
                        intake,
                        log,
                        custody,
                        exports,
                        new ProofLetter(submission, hostname, log::record, random)),
                quotas,
                keys,
                new ControlService.Folder(
                        sealedKey::make, new LooseFiles(folder, sealedKey, snapshots, directory, clock)::look),
                clock,
                random);
        startControl(folder, control);
        log.record(MailLog.Kind.STARTED, "", "Letterlock " + Version.text());
        parts.add(() -> log.record(MailLog.Kind.STOPPED, "", "Letterlock " + Version.text()));
    }

    /**
     * Those who are asked for what the DNS says.
     *
     * @param proving asks again for what it does not believe without a proof
     */
    private record Resolvers(DnsClient plain, ProvingDns proving) {

        static Resolvers of(ServeSettings settings, Clock clock) {
            DnsSettings resolving = DnsSettings.DEFAULT.withResolvers(settings.resolvers());
            return new Resolvers(
                    new ResolverClient(resolving, clock),
                    new ResolverClient(
                            resolving.proving(settings.trustAnchors().orElse(DnsSettings.ROOT_ANCHORS)), clock));
        }
    }

    private static ImapAccount imapAccount(AccountStore store, Set<ImapExtension> extensions) {
        store.noteMailboxesSeen();
        return new ImapAccount(store, extensions);
    }

    private Accounts accounts(
            Storage storage, Directory directory, Accounts.Stores stores, Remains remains, MailLog log) {
        byte[] secret = storage.subkey("login");
        try {
            return parts.add(new Accounts(
                    directory,
                    stores,
                    secret,
                    clock,
                    random,
                    () -> directory.settings().graceTime(),
                    parts.add(new SystemTimer()),
                    (kind, detail) -> {
                        log.record(kind, "", detail);
                        if (kind == MailLog.Kind.LOCKED) {
                            remains.soon();
                        }
                    }));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private TlsIdentity identity(DataFolder folder, DomainName hostname) {
        try {
            TlsIdentity found = SelfSigned.in(folder.tls(), hostname, random, clock);
            if (!found.isConsistent()) {
                throw new StartException(
                        "The certificate in " + folder.tls()
                                + " does not belong to the key beside it; put the key back that it was made for, or both away.");
            }
            return found;
        } catch (IOException e) {
            throw new StartException(
                    "The certificate in " + folder.tls() + " cannot be used: " + DataFolder.reason(e) + ".", e);
        }
    }

    private void startControl(DataFolder folder, ControlService control) {
        try {
            parts.add(ControlServer.start(folder.controlSocket(), control));
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Where each service listens. */
    Map<Service, List<InetSocketAddress>> listening() {
        return listeners.map(Listeners::addresses).orElse(Map.of());
    }

    /** Ends in good order: no new connections, sessions told, attempts finished, accounts locked, files checkpointed. */
    @Override
    public void close() {
        parts.close();
    }
}
