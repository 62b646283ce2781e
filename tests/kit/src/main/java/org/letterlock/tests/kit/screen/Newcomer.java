package org.letterlock.tests.kit.screen;

import java.time.Duration;
import java.util.List;
import org.letterlock.tests.kit.peer.SmallDns;

/** Somebody who sets up a mail server for the first time: reads the app's pages one after the other, in English, and does what they say. */
public final class Newcomer {

    /** What is typed for the first mailbox. */
    public static final String PERSON = "Anna";

    /** The first mailbox. */
    public static final String MAILBOX = "anna@example.test";

    private static final String DOMAIN = "example.test";
    private static final String PASSPHRASE = "correct horse battery";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final AppProcess app;

    public Newcomer(AppProcess app) {
        this.app = app;
    }

    /** Goes through a door of the app's first screen, and makes up a passphrase. */
    public void goThrough(String door) {
        app.press(door);
        app.type("Passphrase", PASSPHRASE);
        app.type("The same once more", PASSPHRASE);
        app.press("Keep my keys safe");
    }

    /** Says the passphrase, as on every day after the first. */
    public void openTheVault() {
        app.type("Passphrase", PASSPHRASE);
        app.press("Open");
    }

    /** Types where the server is. */
    public void typeTheServer(String address, String password) {
        app.type("Address", address);
        app.type("Password", password);
    }

    /** Connects, and compares the fingerprint. */
    public void meetTheServer() {
        app.press("Connect");
        app.press("It is the same");
        app.awaitHeading("Check-up");
    }

    /** Has the server looked over. */
    public void checkUp() {
        app.press("Look");
        goOnFromTheCheckUp();
    }

    /** Waits until the server was looked over, and goes on. */
    public void goOnFromTheCheckUp() {
        app.press("Go on to your domain", PATIENCE);
        app.awaitHeading("Your domain");
    }

    /** Types the domain, which is looked at meanwhile. */
    public void chooseTheDomain() {
        app.type("Domain", DOMAIN);
        app.awaitWords("Your addresses will end in @" + DOMAIN);
        app.press("Go on");
        app.awaitHeading("You");
        app.type("Your name", PERSON);
        app.press("Go on");
        app.awaitHeading("Installation");
    }

    /** Has it installed, to the end. */
    public void install() {
        app.press("Install");
        app.awaitHeading("Your mail server runs", PATIENCE);
    }

    /** Waits until a step of the installation has begun. */
    public void awaitStep(String step) {
        app.await("the step " + step, PATIENCE, () -> {
            List<String> words = app.words();
            int at = words.indexOf(step);
            // How long it takes so far stands behind it.
            return at >= 0 && at + 1 < words.size() && words.get(at + 1).matches("[0-9]+ s");
        });
    }

    /** Writes the records that the page asks for into the DNS, as it says that they are written. */
    public void writeTheRecords(SmallDns dns) {
        app.awaitWords("It is not there yet.");
        for (AppProcess.Wanted record : app.records()) {
            String name = record.name().equals("@") ? DOMAIN : record.name() + "." + DOMAIN;
            dns.add(name, record.type(), record.value());
        }
        app.awaitWords("All records are seen by the world.");
        app.press("Go on");
        app.awaitHeading("Your devices");
    }

    /** Has a password made for a device; the password. */
    public String addADevice(String name) {
        app.press("Something else");
        app.type("Name of the device", name);
        app.press("Show the password");
        app.awaitWords("Take it over now.");
        List<String> words = app.words();
        // Before it the seconds that are left, behind it what copies it.
        return words.get(words.indexOf("Copy") - 1);
    }

    /** Waits until the page knows that the device has signed in, and goes on. */
    public void awaitTheDevice(String name) {
        app.awaitHeading(name + " has signed in");
        app.press("Go on");
        app.awaitHeading("Does mail work?");
    }

    /** Has letters sent to oneself and to somebody else. */
    public void sendLetters(String to) {
        giveLettersAway(to);
        app.awaitWords("The letter to " + to);
    }

    /** Has the server asked to send them. */
    public void giveLettersAway(String to) {
        app.type("An address of yours elsewhere, or of a friend", to);
        app.press("Send both letters");
    }

    /** Waits for the answer. */
    public void awaitTheAnswer() {
        app.awaitHeading("Mail works, both ways");
        app.press("Go on");
        app.awaitHeading("Recovery kit");
    }

    /** Copies the kit by hand, and types back what is asked of it. */
    public void keepTheKit() {
        app.press("Show it, to copy it by hand");
        app.awaitWords("8. ");
        List<String> paper = app.words();
        app.press("I have it on paper");
        app.awaitHeading("Is it really there?");
        String field = app.fields().getFirst();
        String number = field.substring("Group ".length()) + ". ";
        String group = paper.stream()
                .filter(word -> word.startsWith(number))
                .findFirst()
                .orElseThrow()
                .substring(number.length());
        app.type(field, group);
        app.press("Compare");
        app.awaitHeading("Your mail is yours");
        app.press("To your mail server");
    }
}
