package org.letterlock.desktop.ui.records;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.desktop.FakeDns;
import org.letterlock.desktop.FakeDoor;
import org.letterlock.desktop.InlineTasks;
import org.letterlock.desktop.NewEngine;
import org.letterlock.desktop.deploy.SetUpNotes;
import org.letterlock.desktop.dnsplan.CloudflareZone;
import org.letterlock.desktop.dnsplan.DnsZone;
import org.letterlock.desktop.dnsplan.DomainFacts;
import org.letterlock.desktop.dnsplan.PlannedRecord;
import org.letterlock.desktop.dnsplan.RecordSight;
import org.letterlock.desktop.dnsplan.TestCloudflare;
import org.letterlock.desktop.dnsplan.ZoneRecord;
import org.letterlock.desktop.model.DnsAccess;
import org.letterlock.desktop.model.Problem;
import org.letterlock.desktop.model.ProblemException;
import org.letterlock.desktop.model.ServerProfile;
import org.letterlock.desktop.task.BesideTheScreen;
import org.letterlock.desktop.vault.TestVault;
import org.letterlock.desktop.vault.Vault;

/** How a person lets the app write records: what they see first, what is kept, and what comes of a refusal. */
final class WritingViewModelTest {

    private static final String TOKEN = TestCloudflare.TOKEN;
    private static final ServerProfile SERVER =
            new ServerProfile("server.example.org", 22, "root", FakeDoor.KEY, "private");
    private static final RecordsViewModel.Subject SUBJECT =
            new RecordsViewModel.Subject("example.org", "mail.example.org", List.of("203.0.113.5"));

    @TempDir
    Path folder;

    private final InlineTasks tasks = new InlineTasks();
    private final FakeDns dns = new FakeDns();
    private SetUpNotes notes;
    private RecordsViewModel records;
    private WritingViewModel model;

    @BeforeEach
    void open() throws IOException {
        Vault vault = TestVault.create(folder.resolve("vault"), "correct horse");
        vault.change(contents -> contents.with(SERVER));
        notes = new SetUpNotes(vault, SERVER);
        records = records(dns);
        model = new WritingViewModel(records, notes, dns, tasks);
    }

    private WritingViewModel model(RecordsViewModel.Looker looker) {
        return new WritingViewModel(records(looker), notes, looker, tasks);
    }

    private static RecordsViewModel records(RecordsViewModel.Looker looker) {
        RecordsViewModel all = new RecordsViewModel(
                SUBJECT, new NewEngine().line(), looker, letter -> {}, new InlineTasks(), () -> {});
        all.wake();
        return all;
    }

    private void read() {
        model.open();
        model.token().set(TOKEN);
        model.read();
    }

    @Test
    void sendsNothingBeforeThePersonSawItAndSaidYes() {
        assertThat(model.isOffered()).isTrue();
        read();
        assertThat(model.stage().get()).isEqualTo(WritingViewModel.Stage.PLAN);
        assertThat(model.changes()).hasSize(6);
        assertThat(dns.standing()).isEmpty();
        model.write();
        assertThat(model.stage().get()).isEqualTo(WritingViewModel.Stage.DONE);
        assertThat(dns.standing()).hasSize(6);
        assertThat(records.isComplete()).as("and then the world is looked at").isTrue();
        assertThat(model.token().get()).as("it is forgotten").isEmpty();
        assertThat(notes.dnsAccess("example.org")).isEmpty();
    }

    @Test
    void leavesWhatStandsInTheWayUnlessThePersonSaysOtherwise() {
        dns.standing().add(new ZoneRecord("example.org", "MX", "1 aspmx.l.google.com", 300, "1", false));
        read();
        assertThat(model.changes()).hasSize(5);
        model.taken().set(Set.copyOf(Objects.requireNonNull(model.plan().get()).conflicts()));
        assertThat(model.changes()).hasSize(7);
        model.taken().set(Set.of());
        model.write();
        assertThat(dns.standing()).extracting(ZoneRecord::value).contains("1 aspmx.l.google.com");
    }

    @Test
    void keepsATokenOnlyWhereThatIsWantedAndForgetsItWhenTold() {
        model.open();
        model.token().set(" " + TOKEN + "\n");
        model.keep().set(true);
        model.read();
        model.write();
        assertThat(notes.dnsAccess("example.org")).contains(DnsAccess.cloudflare(TOKEN));
        assertThat(dns.opened()).allMatch(access -> access.secret().equals(TOKEN));
        WritingViewModel later = model(dns);
        later.open();
        assertThat(later.token().get()).isEqualTo(TOKEN);
        assertThat(later.kept().get()).isTrue();
        later.forget();
        assertThat(notes.dnsAccess("example.org")).isEmpty();
        assertThat(later.token().get()).isEmpty();
        model.open();
        assertThat(model.kept().get()).isFalse();
    }

    @Test
    void keepsItNoMoreWhereThatIsNotWantedAnyMore() {
        model.open();
        model.token().set(TOKEN);
        model.keep().set(true);
        model.read();
        model.close();
        assertThat(notes.dnsAccess("example.org")).isPresent();
        model.open();
        model.keep().set(false);
        model.read();
        assertThat(notes.dnsAccess("example.org")).isEmpty();
    }

    @Test
    void keepsAKeyOfANameServer() {
        model.open();
        model.kind().set(DnsAccess.UPDATE);
        model.server().set("ns1.example.net");
        model.keyName().set("Writer.");
        model.key().set("c2VjcmV0c2VjcmV0");
        model.algorithm().set("hmac-sha512");
        model.keep().set(true);
        model.read();
        DnsAccess key = DnsAccess.update("ns1.example.net", "writer.", "hmac-sha512", "c2VjcmV0c2VjcmV0");
        assertThat(notes.dnsAccess("example.org")).contains(key);
        WritingViewModel later = model(dns);
        later.open();
        assertThat(later.kind().get()).isEqualTo(DnsAccess.UPDATE);
        assertThat(later.algorithm().get()).isEqualTo("hmac-sha512");
        assertThat(key.toString()).doesNotContain("c2VjcmV0");
    }

    @Test
    void asksNobodyWithWhatCannotBeRight() {
        model.open();
        model.token().set("two words and a line\nend");
        model.read();
        assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("form-token");
        model.kind().set(DnsAccess.UPDATE);
        for (String missing : List.of("server", "key-name", "key")) {
            model.read();
            assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("form-" + missing);
            switch (missing) {
                case "server" -> model.server().set("192.0.2.53:5353");
                case "key-name" -> model.keyName().set("writer");
                default -> model.key().set("not base64");
            }
        }
        model.read();
        assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("form-key");
        assertThat(dns.opened()).isEmpty();
    }

    @Test
    void keepsWhatWasTypedWhereItIsRefusedAndReadsAgainAfterwards() {
        dns.refuse(Problem.of("dnswrite", "no-right", Map.of("who", "Cloudflare", "zone", "example.org"), null));
        read();
        assertThat(model.stage().get()).isEqualTo(WritingViewModel.Stage.ASK);
        assertThat(model.token().get()).isEqualTo(TOKEN);
        dns.refuse(null);
        model.read();
        assertThat(model.problem().get()).isNull();
        dns.refuse(Problem.of("dnswrite", "unsure", Map.of("who", "Cloudflare"), null));
        model.write();
        assertThat(model.stage().get()).isEqualTo(WritingViewModel.Stage.ASK);
        assertThat(model.plan().get()).as("it may be out of date").isNull();
    }

    @Test
    void saysWhatIsKnownWhereItWasStopped() {
        read();
        tasks.hold();
        model.write();
        model.cancel();
        assertThat(tasks.isCancelled()).isTrue();
        assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("stopped");
        model.read();
        model.cancel();
        assertThat(model.problem().get()).as("to read changes nothing").isNull();
    }

    /** Who cancels is told nothing more of what was read, and the token may be in the vault by then. */
    @Test
    void tellsThatATokenIsKeptWhereReadingWasCancelled() throws InterruptedException {
        LinkedBlockingQueue<Runnable> screen = new LinkedBlockingQueue<>();
        model = new WritingViewModel(records, notes, dns, new BesideTheScreen(screen::add));
        model.open();
        model.token().set(TOKEN);
        model.keep().set(true);
        model.read();
        Runnable end = screen.take();
        model.cancel();
        end.run();
        assertThat(model.stage().get()).isEqualTo(WritingViewModel.Stage.ASK);
        assertThat(notes.dnsAccess("example.org")).isPresent();
        assertThat(model.kept().get()).isTrue();
    }

    /** From what a person types to what stands at Cloudflare. */
    @Test
    void writesAtCloudflareWhatWasShown() throws IOException {
        try (TestCloudflare cloudflare = new TestCloudflare("example.org")) {
            model = model(new RecordsViewModel.Looker() {
                @Override
                public DomainFacts host(String domain, String hostname, List<String> addresses)
                        throws ProblemException {
                    return dns.host(domain, hostname, addresses);
                }

                @Override
                public DnsZone zone(String zone, DnsAccess access) {
                    return new CloudflareZone(cloudflare.api(), zone, access.secret());
                }

                @Override
                public List<RecordSight> look(String zone, List<PlannedRecord> planned) {
                    return dns.look(zone, planned);
                }
            });
            read();
            model.write();
            assertThat(model.stage().get()).isEqualTo(WritingViewModel.Stage.DONE);
            assertThat(cloudflare.records()).hasSize(6);
            read();
            assertThat(model.changes()).isEmpty();
            model.token().set("another-token-that-nobody-knows");
            model.read();
            assertThat(Objects.requireNonNull(model.problem().get()).code()).isEqualTo("no-right");
        }
    }
}
