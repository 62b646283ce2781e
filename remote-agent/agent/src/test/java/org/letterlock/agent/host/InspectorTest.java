package org.letterlock.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.letterlock.protocol.FailureException;
import org.letterlock.protocol.Finding;
import org.letterlock.protocol.InspectOrder;
import org.letterlock.protocol.Inspection;
import org.letterlock.protocol.Progress;
import org.xbill.DNS.Rcode;

/** What is said of computers. */
final class InspectorTest {

    @TempDir
    Path root;

    private final FakeDns dns = new FakeDns();
    private ServerSocket smtp;
    private volatile String greeting = "220 mx.example.net\r\n";

    @BeforeEach
    void others() throws IOException {
        smtp = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::greet);
        dns.has("5.113.0.203.in-addr.arpa.", "PTR", "mail.example.org.")
                .has("mail.example.org.", "A", "203.0.113.5")
                .has("2.0.0.127.bl.example.net.", "A", "127.0.0.2");
    }

    private void greet() {
        while (!smtp.isClosed()) {
            try (Socket client = smtp.accept()) {
                client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                return;
            }
        }
    }

    @AfterEach
    void end() throws IOException {
        smtp.close();
        dns.close();
    }

    private InspectOrder order(List<String> lists) {
        return new InspectOrder(
                "w", FakeComputer.NOW.toString(), null, lists, List.of("127.0.0.1:" + smtp.getLocalPort()));
    }

    private Inspection inspect(FakeComputer computer, InspectOrder order) {
        return new Inspector(computer.computer()).inspect(order, step -> {}, () -> {});
    }

    /** The codes of what is not fine. */
    private List<String> faults(FakeComputer computer) {
        return faults(inspect(computer, order(List.of())));
    }

    private static List<String> faults(Inspection inspection) {
        return inspection.findings().stream()
                .filter(finding -> !finding.level().equals(Finding.FINE)
                        // The disk is that of whoever runs the test.
                        && !finding.check().equals("disk"))
                .map(Finding::code)
                .toList();
    }

    private FakeComputer good() {
        return FakeComputer.good(root, dns);
    }

    @Test
    void findsNothingToSayOfAGoodComputer() {
        Inspection inspection = inspect(good(), order(List.of("bl.example.net")));
        assertThat(faults(inspection)).isEmpty();
        assertThat(inspection.hostname()).isEqualTo("mail");
        assertThat(inspection.addresses()).containsExactly("203.0.113.5");
        assertThat(inspection.findings())
                .extracting(Finding::sentence)
                .contains(
                        "The server runs Debian GNU/Linux 12 (bookworm).",
                        "The server has 2.1\u00a0GB of memory.",
                        "The address 203.0.113.5 has the reverse name mail.example.org.",
                        "The address 203.0.113.5 is not on the blocklist bl.example.net.");
    }

    @ParameterizedTest
    @CsvSource({
        "ID=debian, 11, system-old",
        "ID=debian, 12, ",
        "ID=ubuntu, 20.04, system-old",
        "ID=ubuntu, 22.04, ",
        "ID=debian, , ",
        "ID=fedora, 43, system-unknown"
    })
    void knowsSystems(String id, String version, String fault) {
        FakeComputer computer =
                good().file("/etc/os-release", id + "\n" + (version == null ? "" : "VERSION_ID=\"" + version + "\"\n"));
        assertThat(faults(computer)).isEqualTo(fault == null ? List.of() : List.of(fault));
    }

    @ParameterizedTest
    @CsvSource({
        "429687, memory-too-small",
        "429688, memory-small",
        "878906, memory-small",
        "878907, ",
    })
    void knowsHowMuchMemoryIsEnough(long kilobytes, String fault) {
        FakeComputer computer = good().file("/proc/meminfo", "MemTotal: " + kilobytes + " kB\n");
        assertThat(faults(computer)).isEqualTo(fault == null ? List.of() : List.of(fault));
    }

    @Test
    void believesTheLimitOfAContainer() {
        assertThat(faults(good().file("/sys/fs/cgroup/memory.max", "268435456\n")))
                .containsExactly("memory-too-small");
        assertThat(faults(good().file("/sys/fs/cgroup/memory.max", "max\n"))).isEmpty();
    }

    @Test
    void knowsHowMuchDiskIsEnough() {
        assertThat(SystemChecks.disk(1_999_999_999L, 5_000_000_000L).code()).isEqualTo("disk-full");
        assertThat(SystemChecks.disk(2_000_000_000L, 5_000_000_000L).code()).isEqualTo("disk-small");
        assertThat(SystemChecks.disk(9_999_999_999L, 20_000_000_000L).sentence())
                .isEqualTo("Only 10\u00a0GB of 20\u00a0GB are free on the disk.");
        assertThat(SystemChecks.disk(10_000_000_000L, 20_000_000_000L).code()).isEqualTo("disk-fine");
    }

    @Test
    void stopsWhereNothingCouldBeInstalled() {
        FakeComputer bare = new FakeComputer(root, dns)
                .file("/etc/os-release", "ID=debian\nVERSION_ID=12\n")
                .file("/proc/meminfo", "MemTotal: 2000000 kB\n")
                .address("203.0.113.5")
                .processor("riscv64")
                .asSomebody();
        assertThat(faults(bare)).containsExactly("processor-unknown", "systemd-absent", "root-absent", "clock-alone");
    }

    @Test
    void tellsAClockThatIsWrongFromOneThatNothingKeeps() {
        InspectOrder later = new InspectOrder(
                "w", "2026-11-29T12:03:00Z", null, null, order(List.of()).mailServers());
        assertThat(inspect(good(), later).findings())
                .extracting(Finding::sentence)
                .contains("The server's clock and that of your computer are 3 minutes apart.");
        InspectOrder nonsense =
                new InspectOrder("w", "now", null, null, order(List.of()).mailServers());
        assertThat(faults(inspect(good(), nonsense))).containsExactly("clock-alone");
    }

    @Test
    void namesTheProgramsOnThePortsOfMail() {
        FakeComputer computer = good().listens("exim4", "0100007F", 25)
                .listens("master", "00000000000000000000000000000000", 587)
                .listens("myapp", "00000000", 993)
                .listens("nginx", "00000000", 80)
                .listens("sshd", "00000000", 22);
        assertThat(inspect(computer, order(List.of())).findings())
                .filteredOn(finding -> finding.check().equals("ports"))
                .extracting(Finding::sentence)
                .containsExactly(
                        "Another mail server, Exim, runs here (port 25).",
                        "Another mail server, Postfix, runs here (port 587).",
                        "The program myapp uses what mail needs (port 993).",
                        "nginx serves the web here (port 80).");
    }

    @Test
    void doesNotTakeOurOwnEngineForAnotherMailServer() {
        FakeComputer computer =
                good().file("/var/lib/letterlock/control.sock", "").listens("java", "00000000", 25);
        assertThat(faults(computer)).containsExactly("letterlock-found");
    }

    @Test
    void readsWhatUfwLetsIn() {
        FakeComputer computer = good().file("/etc/ufw/ufw.conf", "ENABLED=yes\n")
                .file(
                        "/etc/ufw/user.rules",
                        "### tuple ### allow tcp 25 0.0.0.0/0 any 0.0.0.0/0 in\n"
                                + "### tuple ### allow any 587:993 0.0.0.0/0 any 0.0.0.0/0 in\n"
                                + "### tuple ### allow udp 143 0.0.0.0/0 any 0.0.0.0/0 in\n"
                                + "### tuple ### deny tcp 465 0.0.0.0/0 any 0.0.0.0/0 in\n"
                                + "### tuple ### allow tcp 995 0.0.0.0/0 any 192.0.2.1 in extra\n");
        Finding closed = inspect(computer, order(List.of())).findings().stream()
                .filter(finding -> finding.check().equals("firewall"))
                .findFirst()
                .orElseThrow();
        assertThat(closed.code()).isEqualTo("firewall-closed");
        assertThat(closed.values()).containsEntry("ports", "143,465");
    }

    @Test
    void saysThatItCannotReadEveryFirewall() {
        String chain =
                "{\"nftables\":[{\"metainfo\":{}},{\"chain\":{\"name\":\"in\",\"hook\":\"input\",\"policy\":\"%s\"}}]}";
        assertThat(faults(good().output("nft -j list chains", chain.formatted("accept"))))
                .isEmpty();
        assertThat(faults(good().output("nft -j list chains", chain.formatted("drop"))))
                .containsExactly("firewall-unknown");
        assertThat(faults(good().output("nft -j list chains", "what?"))).containsExactly("firewall-unknown");
        assertThat(faults(good().output("iptables -S INPUT", "-P INPUT DROP\n")))
                .containsExactly("firewall-unknown");
    }

    @Test
    void tellsPublicAddressesFromOthers() {
        FakeComputer inside = good().noAddress().address("10.0.0.3", "100.64.1.1", "fd00::1", "fe80::1", "127.0.0.1");
        assertThat(faults(inside)).containsExactly("address-private");
        assertThat(faults(good().noAddress().address("fe80::1", "::1"))).containsExactly("address-none");
        InspectOrder known = new InspectOrder(
                "w", null, "203.0.113.5", null, order(List.of()).mailServers());
        Inspection behind = inspect(good().noAddress().address("10.0.0.3"), known);
        assertThat(behind.addresses()).containsExactly("203.0.113.5");
        assertThat(faults(behind)).containsExactly("address-private");
        InspectOrder byName =
                new InspectOrder("w", null, "localhost", null, order(List.of()).mailServers());
        assertThat(inspect(good(), byName).addresses()).containsExactly("203.0.113.5");
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:0:0:0:5%1, 2001:db8::5",
        "2001:db8:0:1:0:0:0:0, 2001:db8:0:1::",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
        "0:0:0:0:0:0:0:1, ::1",
        "203.0.113.5, 203.0.113.5"
    })
    void writesAddressesAsPeopleDo(String given, String written) throws IOException {
        assertThat(Names.numeric(InetAddress.getByName(given))).isEqualTo(written);
    }

    @Test
    void looksAtTheReverseNameOfEachAddress() {
        dns.has("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", "PTR", "v6.example.org.")
                .has("v6.example.org.", "AAAA", "2001:db8::2");
        assertThat(faults(good().address("2001:db8::1", "198.51.100.1")))
                .containsExactly("reverse-astray", "reverse-none");
    }

    @Test
    void doesNotTakeAnAbsentAnswerForANo() {
        dns.failsWith(Rcode.SERVFAIL);
        assertThat(faults(inspect(good(), order(List.of("bl.example.net")))))
                .containsExactly("reverse-unknown", "blocklist-silent");
    }

    @Test
    void triesToReachOtherMailServers() throws IOException {
        greeting = "554 no\r\n";
        assertThat(faults(good())).containsExactly("outbound-blocked");
        smtp.close();
        assertThat(faults(good())).containsExactly("outbound-blocked");
        InspectOrder unknown = new InspectOrder("w", null, null, null, List.of("mx.example.com", "127.0.0.1:x"));
        assertThat(faults(inspect(good(), unknown))).containsExactly("outbound-unknown");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.4, blocklist-listed", "127.255.255.254, blocklist-silent", "192.0.2.80, blocklist-silent"})
    void tellsAListingFromAnErrorOfTheList(String code, String fault) {
        dns.has("5.113.0.203.bl.example.net.", "A", code).has("5.113.0.203.bl.example.net.", "TXT", "\"see page\"");
        Inspection inspection = inspect(good(), order(List.of("bl.example.net")));
        assertThat(faults(inspection)).containsExactly(fault);
        assertThat(inspection.findings().getLast().detail()).isEqualTo(code + " see page");
    }

    @Test
    void believesNoListThatDoesNotKnowItsOwnTestEntries() {
        dns.has("5.113.0.203.dead.example.net.", "A", "127.0.0.2");
        assertThat(faults(inspect(good(), order(List.of("dead.example.net"))))).containsExactly("blocklist-silent");
        dns.has("2.0.0.127.dead.example.net.", "A", "127.0.0.2").has("1.0.0.127.dead.example.net.", "A", "127.0.0.2");
        assertThat(faults(inspect(good(), order(List.of("dead.example.net"))))).containsExactly("blocklist-silent");
    }

    @Test
    void refusesOrdersThatAreNone() {
        assertThatThrownBy(() -> inspect(good(), order(List.of("not a list")))).isInstanceOf(FailureException.class);
        assertThatThrownBy(() -> inspect(good(), order(Collections.nCopies(9, "bl.example.net"))))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void tellsHowFarItIsAndStopsWhenItIsCancelled() {
        List<Progress> told = new ArrayList<>();
        assertThatThrownBy(() -> new Inspector(good().computer()).inspect(order(List.of()), told::add, () -> {
                    if (told.size() == 3) {
                        throw new CancellationException();
                    }
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(told)
                .containsExactly(
                        new Progress("w", "system", 0, 9),
                        new Progress("w", "memory", 1, 9),
                        new Progress("w", "disk", 2, 9));
    }
}
