package org.letterlock.agent;

import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.letterlock.protocol.AccountInfo;
import org.letterlock.protocol.AccountOrder;
import org.letterlock.protocol.CapabilitySwitch;
import org.letterlock.protocol.ClientSettings;
import org.letterlock.protocol.EngineApi;
import org.letterlock.protocol.NewCredential;
import org.letterlock.protocol.SnapshotInfo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code account}. */
@Command(
        name = "account",
        description = "The accounts: one encrypted mailbox file each.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class AccountCommands {

    private final Engines engines;

    AccountCommands(Engines engines) {
        this.engines = engines;
    }

    @Command(
            name = "add",
            description = "Makes an account and shows its password, this once.",
            mixinStandardHelpOptions = true)
    int add(
            @Mixin Options options,
            @Parameters(paramLabel = "ADDRESS", description = "Its first address.") String address,
            @Option(names = "--name", paramLabel = "NAME", description = "What to call it.") @Nullable String name,
            @Option(names = "--device", paramLabel = "NAME", description = "What to call its first password.") @Nullable
                    String device,
            @Option(names = "--no-recovery", description = "The owner's recovery secret shall never open it.")
                    boolean noRecovery) {
        return engines.ask(
                options,
                engine -> engine.addAccount(new AccountOrder(address, name, device, !noRecovery)),
                AccountCommands::tell);
    }

    @Command(name = "list", description = "Lists the accounts.", mixinStandardHelpOptions = true)
    int list(@Mixin Options options) {
        return engines.ask(options, EngineApi::accounts, (accounts, out) -> {
            Table table = new Table("ADDRESS", "NAME", "STATE", "WAITING", "MESSAGES", "SIZE", "OTHER ADDRESSES");
            for (AccountInfo account : accounts) {
                String others = String.join(
                        " ",
                        account.addresses().stream()
                                .filter(address -> !address.equals(account.address()))
                                .toList());
                table.row(
                        account.address(),
                        account.name(),
                        account.unlocked() ? "unlocked" : "locked",
                        account.waiting(),
                        account.messages(),
                        new Octets(account.octets()),
                        others);
            }
            table.print(out, "There is no account yet.");
        });
    }

    @Command(
            name = "lock",
            description = "Locks an account now: its sessions end, its key is forgotten.",
            mixinStandardHelpOptions = true)
    int lock(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options,
                engine -> engine.lockAccount(new EngineApi.AccountAddress(account)),
                (info, out) -> out.println(info.address() + " is locked."));
    }

    @Command(
            name = "pop3",
            description = "Shows or chooses what becomes of what an account deletes by POP3.",
            mixinStandardHelpOptions = true)
    int pop3(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(
                            names = "--deleted",
                            paramLabel = "trash|gone",
                            description = "To the trash, and from there after thirty days; or gone at once.")
                    @Nullable
                    String deleted) {
        return engines.ask(
                options,
                engine -> deleted == null
                        ? engine.pop3(new EngineApi.AccountAddress(account))
                        : engine.choosePop3(new EngineApi.Pop3Choice(account, deleted)),
                (choice, out) -> out.println(
                        choice.deleted().equals("gone")
                                ? "What " + choice.account() + " deletes by POP3 is gone at once."
                                : "What " + choice.account()
                                        + " deletes by POP3 goes to the trash, and from there after thirty days."));
    }

    @Command(
            name = "junk",
            description = {
                "Shows or chooses what an account does about junk, for letters that come from now on.",
                "Each letter from outside says in X-Spam-Status what is thought of it and why."
            },
            mixinStandardHelpOptions = true)
    int junk(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(
                            names = "--level",
                            paramLabel = "off|watch|normal|strict",
                            description = "Judge nothing; only say what is thought; put junk aside; put aside more.")
                    @Nullable
                    String level,
            @Option(
                            names = "--place",
                            paramLabel = "visible|junk",
                            description =
                                    "To the mailbox for junk once a program has signed in by IMAP, which can see it; or always there.")
                    @Nullable
                    String place) {
        return engines.ask(
                options,
                engine -> level == null && place == null
                        ? engine.junk(new EngineApi.AccountAddress(account))
                        : engine.chooseJunk(new EngineApi.JunkChoice(account, level, place)),
                (choice, out) -> out.println(told(choice)));
    }

    private static String told(EngineApi.JunkChoice choice) {
        String level = String.valueOf(choice.level());
        if (level.equals("off")) {
            return choice.account() + " judges nothing.";
        }
        if (level.equals("watch")) {
            return choice.account() + " says of each letter what it thinks of it, and puts nothing aside.";
        }
        String place = "junk".equals(choice.place())
                ? "to its mailbox for junk."
                : "to its mailbox for junk, once a mail program has signed in that can see it (IMAP).";
        return choice.account() + " puts junk aside (" + level + "): " + place;
    }

    @Command(
            name = "capabilities",
            description = {
                "Shows or switches what mail programs of an account are offered over IMAP, from their next login on.",
                "Some programs misread what they ask for."
            },
            mixinStandardHelpOptions = true)
    int capabilities(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(names = "--off", paramLabel = "NAME", arity = "1..*", description = "No longer offered.") @Nullable
                    List<String> off,
            @Option(names = "--on", paramLabel = "NAME", arity = "1..*", description = "Offered again.") @Nullable
                    List<String> on) {
        return engines.ask(
                options,
                engine -> off == null && on == null
                        ? engine.capabilities(new EngineApi.AccountAddress(account))
                        : engine.switchCapabilities(new CapabilitySwitch(account, listed(on), listed(off))),
                (offered, out) -> {
                    Table table = new Table("CAPABILITY", "STATE");
                    offered.capabilities().forEach(one -> table.row(one.name(), one.on() ? "on" : "off"));
                    table.print(out, "There is none.");
                });
    }

    private static List<String> listed(@Nullable List<String> names) {
        return names == null ? List.of() : names;
    }

    @Command(
            name = "rotate-seal",
            description = {
                "Gives an account that is open a new pair of keys to which its waiting mail is sealed.",
                "What was sealed to an older one stays readable."
            },
            mixinStandardHelpOptions = true)
    int rotateSeal(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options,
                engine -> engine.rotateSealKey(new EngineApi.AccountAddress(account)),
                (info, out) -> out.println("Mail for " + info.address() + " is sealed to a new key from now on."));
    }

    @Command(
            name = "snapshot",
            description = {
                "Copies an account's file while everything goes on, locked or not.",
                "The copy stays encrypted under the account's key."
            },
            mixinStandardHelpOptions = true)
    int snapshot(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options, engine -> engine.takeSnapshot(new EngineApi.AccountAddress(account)), (snapshot, out) -> {
                    out.println(snapshot.file());
                    if (snapshot.log() != null) {
                        out.println(snapshot.log());
                        out.println("The two belong together: the second holds what came last.");
                    }
                });
    }

    @Command(name = "snapshots", description = "Lists the snapshots of an account.", mixinStandardHelpOptions = true)
    int snapshots(@Mixin Options options, @Parameters(paramLabel = "ACCOUNT") String account) {
        return engines.ask(
                options, engine -> engine.snapshots(new EngineApi.AccountAddress(account)), AccountCommands::tell);
    }

    @Command(
            name = "erase",
            description = {
                "Ends an account for good: its passwords and with them every way to its key, its addresses, "
                        + "the letters that wait for it, its file and the snapshots of it. Nobody brings it back."
            },
            mixinStandardHelpOptions = true)
    int erase(
            @Mixin Options options,
            @Parameters(paramLabel = "ACCOUNT") String account,
            @Option(names = "--for-good", required = true, description = "Says that this is meant.") boolean meant) {
        return engines.ask(
                options, engine -> engine.eraseAccount(new EngineApi.AccountAddress(account)), (erased, out) -> {
                    out.println(
                            erased.address() + " is gone, with " + erased.waiting() + " letter(s) that waited for it.");
                    if (!erased.snapshots().isEmpty()) {
                        out.println("These copies of it are gone, too:");
                        tell(erased.snapshots(), out);
                    }
                    out.println("Copies of the whole server that were made elsewhere may hold it still: with its"
                            + " directory of that time an old password opens it.");
                });
    }

    private static void tell(List<SnapshotInfo> snapshots, PrintWriter out) {
        Table table = new Table("FILE", "WITH THE LOG", "OCTETS");
        snapshots.forEach(snapshot -> {
            String log = snapshot.log();
            table.row(snapshot.file(), log == null ? "-" : log, snapshot.octets());
        });
        table.print(out, "There is no snapshot.");
    }

    /** Shows a password and where to type it. */
    static void tell(NewCredential made, PrintWriter out) {
        out.println("Account " + made.account().address() + ", password \"" + made.credential() + "\":");
        out.println();
        out.println("  " + made.password());
        out.println();
        out.println("It is shown this once and kept nowhere. For the mail program:");
        out.println("  User name  " + made.settings().userName());
        made.settings().reading().forEach(server -> tell("Reading", server, out));
        made.settings().sending().forEach(server -> tell("Sending", server, out));
    }

    private static void tell(String label, ClientSettings.Server server, PrintWriter out) {
        out.println("  " + label + "    " + server.protocol() + " " + server.host() + " port " + server.port() + ", "
                + server.security());
    }
}
