package org.letterlock.engine.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.letterlock.engine.mail.Octets;
import org.letterlock.engine.store.SearchExpression.AddressField;
import org.letterlock.engine.store.SearchExpression.Body;
import org.letterlock.engine.store.SearchExpression.Field;
import org.letterlock.engine.store.SearchExpression.Subject;
import org.letterlock.engine.store.SearchExpression.Text;

/** Parts of words are found in letters as the world writes them, in whatever character set and encoding. */
class CharsetSearchTest {

    @AutoClose
    private final TestStore test;

    CharsetSearchTest(@TempDir Path folder) {
        test = new TestStore(folder);
    }

    /** Looks before and after the text is indexed. */
    private long[] find(SearchExpression expression) {
        long[] found = test.search("INBOX", expression);
        test.store().settle();
        assertThat(test.search("INBOX", expression)).isEqualTo(found);
        return found;
    }

    private static String word(String text, String charset) {
        byte[] octets = text.getBytes(Charset.forName(charset));
        return "=?" + charset + "?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }

    private void append(String header, byte[] body) {
        ByteArrayOutputStream letter = new ByteArrayOutputStream();
        letter.writeBytes((header + "\r\n\r\n").getBytes(US_ASCII));
        letter.writeBytes(body);
        test.append(test.inbox(), Octets.of(letter.toByteArray()));
    }

    private void append(String subject, String from, String text, String charset) {
        append(
                "From: " + word(from, charset) + " <a@example.org>\r\nSubject: " + word(subject, charset)
                        + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=" + charset,
                text.getBytes(Charset.forName(charset)));
    }

    @Test
    void findsJapaneseInIso2022Jp() {
        append("会議のお知らせ", "山田太郎", "来週の月曜日に東京で会議を開きます。", "ISO-2022-JP");
        assertThat(find(new Body("月曜日に"))).containsExactly(1);
        assertThat(find(new Body("東京"))).containsExactly(1);
        assertThat(find(new Body("議"))).containsExactly(1);
        assertThat(find(new Subject("お知らせ"))).containsExactly(1);
        assertThat(find(new AddressField(Field.FROM, "田太"))).containsExactly(1);
        assertThat(find(new Body("大阪"))).isEmpty();
    }

    @Test
    void findsChineseInGb18030() {
        append("合同已经签署", "王小明", "请查收附件中的发票，谢谢。", "GB18030");
        assertThat(find(new Body("附件中的发票"))).containsExactly(1);
        assertThat(find(new Body("发票"))).containsExactly(1);
        assertThat(find(new Subject("已经签"))).containsExactly(1);
        assertThat(find(new AddressField(Field.FROM, "小明"))).containsExactly(1);
        assertThat(find(new Text("合同"))).containsExactly(1);
        assertThat(find(new Body("合同"))).isEmpty();
    }

    @Test
    void findsRussianInKoi8R() {
        append("Договор подписан", "Иван Петров", "Встреча состоится завтра в полдень.", "KOI8-R");
        assertThat(find(new Body("ЗАВТРА В ПОЛ"))).containsExactly(1);
        assertThat(find(new Body("ре"))).containsExactly(1);
        assertThat(find(new Subject("говор"))).containsExactly(1);
        assertThat(find(new AddressField(Field.FROM, "петров"))).containsExactly(1);
    }

    @Test
    void findsInMessagesInsideMessages() {
        String inner = "From: b@example.org\r\nSubject: " + word("Секретный отчёт", "KOI8-R")
                + "\r\nContent-Type: text/html; charset=ISO-2022-JP\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + Base64.getMimeEncoder()
                        .encodeToString("<p>桜の<b>花</b>が咲く&amp;散る</p>".getBytes(Charset.forName("ISO-2022-JP")));
        append(
                "Subject: outer\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b",
                ("--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + "\r\n--b\r\n"
                                + "Content-Type: application/pdf; name=\"=?UTF-8?Q?=E5=A0=B1=E5=91=8A=E6=9B=B8?=.pdf\"\r\n"
                                + "Content-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n")
                        .getBytes(UTF_8));
        assertThat(find(new Body("桜の花が咲く&散る"))).containsExactly(1);
        assertThat(find(new Body("секретный отчёт"))).containsExactly(1);
        assertThat(find(new Body("報告書"))).containsExactly(1);
        assertThat(find(new Body("告"))).containsExactly(1);
        assertThat(find(new Subject("outer"))).containsExactly(1);
        assertThat(find(new Subject("секретный"))).isEmpty();
    }
}
