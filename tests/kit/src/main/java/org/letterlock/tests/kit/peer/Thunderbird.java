package org.letterlock.tests.kit.peer;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.letterlock.tests.kit.EngineProcess;
import org.letterlock.tests.kit.Waiting;

/**
 * Thunderbird on a virtual display, in a network of its own in which nothing is but itself and the engine's port for IMAP over TLS: no octet of it leaves this machine.
 * It is told what to do in scripts, over Marionette, as its own tests are, and does it with its window open.
 */
public final class Thunderbird implements AutoCloseable {

    private static final int IMAPS = 2993;
    private static final int MARIONETTE = 2828;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Nothing that asks, shows news or looks for others. */
    private static final Map<String, Object> SETTINGS = Map.ofEntries(
            Map.entry("app.update.enabled", false),
            Map.entry("app.donation.eoy.version.viewed", 999),
            Map.entry("browser.region.network.url", ""),
            Map.entry("datareporting.policy.dataSubmissionEnabled", false),
            Map.entry("extensions.update.enabled", false),
            Map.entry("mail.provider.suppress_dialog_on_startup", true),
            Map.entry("mail.shell.checkDefaultClient", false),
            Map.entry("mail.rights.version", 1),
            Map.entry("mailnews.start_page.enabled", false),
            Map.entry("marionette.port", MARIONETTE),
            Map.entry("network.captive-portal-service.enabled", false),
            Map.entry("network.connectivity-service.enabled", false),
            Map.entry("toolkit.telemetry.enabled", false));

    /** What all scripts know. */
    private static final String PROLOGUE = """
            const {MailServices} = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
            const win = Services.wm.getMostRecentWindow("mail:3pane");
            const patiently = async (condition) => {
              for (let i = 0; i < 600; i++) {
                const value = condition();
                if (value) { return value; }
                await new Promise(go => win.setTimeout(go, 50));
              }
              throw new Error("in vain: " + condition);
            };
            const server = () => MailServices.accounts.defaultAccount.incomingServer;
            const folder = (flag) => server().rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags[flag]);
            const pane = () => win.document.getElementById("tabmail").currentAbout3Pane;
            const rows = () => {
              const view = pane().gDBView;
              return Array.from({length: view.rowCount}, (_, i) => view.getMsgHdrAt(i));
            };
            const row = (id) => rows().findIndex(header => header.messageId === id);
            """;

    private final List<Process> processes = new ArrayList<>();
    private final Path folder;
    private final Path certificate;
    private final Tunnel tunnel;
    private final SocketChannel marionette;
    private final InputStream input;
    private int commands;

    private Thunderbird(Path folder, EngineProcess engine) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.certificate = engine.certificate();
        Path profile = Files.createDirectories(folder.resolve("profile"));
        Files.writeString(
                profile.resolve("user.js"),
                SETTINGS.entrySet().stream()
                        .map(one -> "user_pref(\"" + one.getKey() + "\", " + new Gson().toJson(one.getValue()) + ");\n")
                        .sorted()
                        .collect(Collectors.joining()));
        Path imaps = folder.resolve("imaps");
        Path remote = folder.resolve("remote");
        this.tunnel = new Tunnel(UnixDomainSocketAddress.of(imaps), engine.address("imaps"));
        Process network = launch(
                "network",
                Map.of(),
                "unshare",
                "--net",
                "sh",
                "-c",
                "ip link set lo up && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Tunnel.class.getName(),
                IMAPS + "=" + imaps,
                remote + "=" + MARIONETTE);
        if (!Waiting.until(PATIENCE, () -> Files.exists(remote) || !network.isAlive())) {
            throw new IllegalStateException("there is no network for it");
        }
        launch(
                "thunderbird",
                Map.of(
                        "DISPLAY",
                        display(),
                        "HOME",
                        folder.toString(),
                        "LANG",
                        "C.UTF-8",
                        "MOZ_CRASHREPORTER_DISABLE",
                        "1"),
                "nsenter",
                "--net=/proc/" + network.pid() + "/ns/net",
                "thunderbird",
                "--profile",
                profile.toString(),
                "--no-remote",
                "--marionette",
                "--remote-allow-system-access");
        this.marionette = await(remote);
        this.input = Channels.newInputStream(marionette);
        command("WebDriver:NewSession", Map.of());
        command("Marionette:SetContext", Map.of("value", "chrome"));
    }

    /** Whether it is installed, with a display, and this process may make a network for it. */
    public static boolean isPossible() {
        return Program.isRoot()
                && List.of("thunderbird", "Xvfb", "unshare", "nsenter", "ip").stream()
                        .allMatch(Program::isInstalled);
    }

    /**
     * Starts one that knows nobody yet.
     *
     * @param folder where its profile lies, made if it is missing
     */
    public static Thunderbird start(Path folder, EngineProcess engine) {
        try {
            return new Thunderbird(folder, engine);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".out").toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Starts a display and gives its name. */
    private String display() throws IOException {
        Process display = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp")
                .redirectError(folder.resolve("display.out").toFile())
                .start();
        processes.add(display);
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(display.getInputStream(), StandardCharsets.US_ASCII))) {
            return ":" + said.readLine();
        }
    }

    private static SocketChannel await(Path remote) {
        List<SocketChannel> greeted = new ArrayList<>(1);
        boolean there = Waiting.until(PATIENCE, () -> {
            greeted(remote).ifPresent(greeted::add);
            return !greeted.isEmpty();
        });
        if (!there) {
            throw new IllegalStateException("Thunderbird did not start");
        }
        return greeted.getFirst();
    }

    /** A connection on which Marionette has greeted; empty while nobody is there. */
    private static Optional<SocketChannel> greeted(Path remote) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(remote));
            if (read(Channels.newInputStream(channel)).isPresent()) {
                return Optional.of(channel);
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What Marionette says: its length in octets, a colon, and JSON. */
    private static Optional<JsonElement> read(InputStream input) throws IOException {
        int length = 0;
        for (int octet = input.read(); octet != ':'; octet = input.read()) {
            if (octet < 0) {
                return Optional.empty();
            }
            length = length * 10 + octet - '0';
        }
        return Optional.of(JsonParser.parseString(new String(input.readNBytes(length), StandardCharsets.UTF_8)));
    }

    private JsonElement command(String name, Map<String, ?> parameters) {
        try {
            byte[] command =
                    new Gson().toJson(List.of(0, ++commands, name, parameters)).getBytes(StandardCharsets.UTF_8);
            marionette.write(ByteBuffer.wrap((command.length + ":").getBytes(StandardCharsets.US_ASCII)));
            marionette.write(ByteBuffer.wrap(command));
            JsonArray answer = read(input)
                    .orElseThrow(() -> new IllegalStateException("Thunderbird is gone"))
                    .getAsJsonArray();
            if (!answer.get(2).isJsonNull()) {
                throw new IllegalStateException(name + ": " + answer.get(2));
            }
            return answer.get(3);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script in its window; what it returns. */
    private JsonElement run(String script, Object... arguments) {
        String whole = "const args = Array.from(arguments); const done = args.pop();\n(async () => {\n" + PROLOGUE
                + script + "\n})().then(value => done({value}), error => done({error: String(error)}));";
        JsonObject answer = command(
                        "WebDriver:ExecuteAsyncScript",
                        Map.of("script", whole, "args", arguments, "scriptTimeout", PATIENCE.toMillis()))
                .getAsJsonObject()
                .getAsJsonObject("value");
        if (answer.has("error")) {
            throw new IllegalStateException(answer.get("error").getAsString());
        }
        return answer.get("value");
    }

    private static List<String> strings(JsonElement array) {
        return array.getAsJsonArray().asList().stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    /** Sets an account up, trusts the engine's certificate, and lists what folders there are, by their names on the server. */
    public List<String> signIn(String user, String password) {
        try {
            String base64 = Files.readString(certificate).replaceAll("-----[A-Z ]*-----|\\s", "");
            return strings(run("""
                    const [user, password, certificate, port] = args;
                    const known = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
                    Cc["@mozilla.org/security/certoverride;1"].getService(Ci.nsICertOverrideService)
                      .rememberValidityOverride("localhost", port, {}, known.constructX509FromBase64(certificate), true);
                    const incoming = MailServices.accounts.createIncomingServer(user, "localhost", "imap");
                    incoming.port = port;
                    incoming.socketType = Ci.nsMsgSocketType.SSL;
                    incoming.authMethod = Ci.nsMsgAuthMethod.passwordCleartext;
                    incoming.password = password;
                    const identity = MailServices.accounts.createIdentity();
                    identity.email = user;
                    const account = MailServices.accounts.createAccount();
                    account.addIdentity(identity);
                    account.incomingServer = incoming;
                    MailServices.accounts.defaultAccount = account;
                    incoming.performExpand(win.msgWindow);
                    await patiently(() => folder("Inbox") && folder("Trash") && folder("Sent"));
                    return server().rootFolder.descendants.map(one => one.name).sort();
                    """, user, password, base64, IMAPS));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Shows the inbox once it has so many letters; their Message-IDs, without brackets. */
    public List<String> inbox(int count) {
        return strings(run("""
                const [count] = args;
                if (pane().gFolder?.URI !== folder("Inbox").URI) { pane().displayFolder(folder("Inbox").URI); }
                await patiently(() => pane().gDBView?.rowCount === count);
                return rows().map(header => header.messageId);
                """, count));
    }

    /** Opens a letter of the inbox and gives the text that is shown of it. */
    public String read(String messageId) {
        return run("""
                const [id] = args;
                pane().threadTree.selectedIndex = row(id);
                const browser = await patiently(() => {
                  const content = pane().messageBrowser?.contentWindow;
                  return content?.gMessage?.messageId === id ? content : null;
                });
                return await patiently(() => browser.document.getElementById("messagepane").contentDocument?.body?.textContent.trim());
                """, messageId).getAsString();
    }

    /** Moves a letter of the inbox to the archive, as dragging it there does. */
    public void archive(String messageId) {
        run("""
                const [id] = args;
                const before = pane().gDBView.rowCount;
                await new Promise((done, failed) => MailServices.copy.copyMessages(
                  folder("Inbox"), [rows()[row(id)]], folder("Archive"), true,
                  {
                    onStopCopy(status) { status ? failed(new Error("copy " + status)) : done(); },
                    onStartCopy() {}, onProgress() {}, setMessageKey() {}, getMessageId() {},
                    QueryInterface: ChromeUtils.generateQI(["nsIMsgCopyServiceListener"]),
                  },
                  win.msgWindow, false));
                await patiently(() => pane().gDBView.rowCount === before - 1);
                """, messageId);
    }

    /** Has the server search the bodies of the inbox; the Message-IDs of what was found. */
    public List<String> find(String word) {
        return strings(run("""
                const [word] = args;
                const session = Cc["@mozilla.org/messenger/searchSession;1"].createInstance(Ci.nsIMsgSearchSession);
                session.addScopeTerm(Ci.nsMsgSearchScope.onlineMail, folder("Inbox"));
                const term = session.createTerm();
                term.attrib = Ci.nsMsgSearchAttrib.Body;
                term.op = Ci.nsMsgSearchOp.Contains;
                const value = term.value;
                value.attrib = term.attrib;
                value.str = word;
                term.value = value;
                term.booleanAnd = true;
                session.appendTerm(term);
                const found = [];
                await new Promise((done, failed) => {
                  session.registerListener({
                    onSearchHit(header) { found.push(header.messageId); },
                    onSearchDone(status) { status ? failed(new Error("search " + status)) : done(); },
                    onNewSearch() {},
                  });
                  session.search(win.msgWindow);
                });
                return found;
                """, word));
    }

    /** A picture of its window, PNG. */
    public byte[] picture() {
        String base64 = command("WebDriver:TakeScreenshot", Map.of("full", true, "hash", false))
                .getAsJsonObject()
                .get("value")
                .getAsString();
        return Base64.getDecoder().decode(base64);
    }

    @Override
    public void close() {
        try {
            marionette.close();
            tunnel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            for (Process process : processes.reversed()) {
                process.destroyForcibly();
            }
        }
    }
}
