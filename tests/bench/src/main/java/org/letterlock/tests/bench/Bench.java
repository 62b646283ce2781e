package org.letterlock.tests.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.letterlock.tests.kit.peer.DovecotPeer;
import org.letterlock.tests.kit.peer.PostfixPeer;
import org.letterlock.tests.kit.peer.Program;

/** The program behind {@code ./letterlock bench}: runs the measurements named by its arguments, or all, and prints a table. {@code --quick} makes each small. */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        List<String> wanted = new ArrayList<>(List.of(arguments));
        boolean quick = wanted.remove("--quick");
        Map<String, Measurement> all = new LinkedHashMap<>();
        all.put("start", new StartBench(quick ? 3 : 9));
        all.put("latency", new LatencyBench(quick ? 100 : 1_000, 0, 1, 4, 12));
        all.put("intake", new IntakeBench(quick ? 200 : 1_000, quick ? 1 : 3));
        all.put("checked", new CheckedBench(quick ? 100 : 500, quick ? 1 : 3));
        all.put("reading", new ReadingBench(quick ? 1_000 : 10_000, quick ? 1 : 3));
        all.put("imap", new ImapBench(quick ? 1_000 : 10_000, quick ? 100 : 1_000, quick ? 1 : 5));
        all.put("store", new StoreBench(quick ? 2_000 : 10_000, 200_000, quick ? 1 : 3));
        all.put("login", new LoginBench(quick ? 100 : 400));
        all.put("dkim", new DkimBench(quick ? 500 : 5_000, quick ? 1 : 5));
        all.put("junk", new JunkBench(quick ? 100 : 1_000, quick ? 200 : 2_000));
        all.put("large", new LargeBench(quick ? 20_000 : 200_000, quick ? 10_000 : 100_000, quick ? 1 : 3));
        all.put("outbound", new OutboundBench(quick ? 1_000 : 10_000, quick ? 10_000 : 100_000, quick ? 1 : 3));
        all.put("memory", new MemoryBench(quick ? 10 : 50, quick ? 20 : 100, quick ? 20 : 200));
        all.put("resync", new ResyncBench(quick ? 10_000 : 100_000, quick ? 1 : 5));
        all.put("app", new AppBench(quick ? 1 : 5));
        all.put("deploy", new DeployBench(quick ? 1 : 3));
        all.put("idle", quick ? new IdleBench(1_000, 10, 3) : new IdleBench(10_000, 20, 10));
        for (String name : wanted) {
            if (!all.containsKey(name)) {
                System.err.println(
                        "There is no measurement \"" + name + "\"; there are: " + String.join(", ", all.keySet()));
                System.exit(2);
            }
        }
        if (!(PostfixPeer.isPossible() && DovecotPeer.isPossible() && Program.isInstalled("mbsync"))) {
            System.err.println(
                    "Figures beside a peer need root, Postfix, Dovecot and mbsync (Debian: postfix dovecot-imapd"
                            + " dovecot-lmtpd isync). What needs them is left out.");
        }
        System.out.println("| measured | Letterlock | beside | ratio |");
        System.out.println("|---|---|---|---|");
        for (Map.Entry<String, Measurement> each : all.entrySet()) {
            if (wanted.isEmpty() || wanted.contains(each.getKey())) {
                System.err.println("measuring " + each.getKey() + " ...");
                each.getValue().measure().forEach(figure -> System.out.println(figure.row()));
            }
        }
    }

    /** One kind of measurement. */
    interface Measurement {
        List<Figure> measure() throws Exception;
    }
}
