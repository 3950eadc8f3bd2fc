package dev.baton.drill;

import dev.baton.drill.DrillReport.Group;
import dev.baton.drill.DrillReport.Limit;
import dev.baton.drill.DrillReport.Result;
import java.io.StringWriter;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** A rehearsal as JUnit XML, which every CI server shows: a test case a group and a limit. */
public final class JUnitReport {
    private JUnitReport() {}

    public static String of(DrillReport report) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            long failures = report.groups().stream()
                            .filter(g -> g.result() != Result.PASSED)
                            .count()
                    + report.limits().stream().filter(l -> !l.kept()).count();
            xml.writeStartElement("testsuite");
            xml.writeAttribute("name", "baton drill " + report.id());
            xml.writeAttribute(
                    "tests",
                    String.valueOf(report.groups().size() + report.limits().size()));
            xml.writeAttribute("failures", String.valueOf(failures));
            xml.writeAttribute("timestamp", report.begunAt().toString());
            xml.writeAttribute("time", String.valueOf(report.rtoMillis() / 1e3));
            for (Group group : report.groups()) {
                String facts = "compared " + group.compared() + ", skipped " + group.skipped() + ", read again "
                        + group.reread() + ", different " + group.different() + ", not mirrored " + group.unmirrored();
                testCase(
                        xml,
                        "group",
                        group.group(),
                        group.result() == Result.PASSED
                                ? null
                                : facts + (group.reason() == null ? "" : "; " + group.reason()));
            }
            for (Limit limit : report.limits()) {
                String facts = "measured " + (limit.measured() == null ? "unknown" : limit.measured()) + ", allowed "
                        + limit.allowed() + " " + limit.unit().name().toLowerCase(Locale.ROOT);
                testCase(xml, "limit", limit.name(), limit.kept() ? null : facts);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("text is always written", e);
        }
        return text + "\n";
    }

    private static void testCase(XMLStreamWriter xml, String kind, String name, @Nullable String failure)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", "baton.drill." + kind);
        xml.writeAttribute("name", name);
        if (failure != null) {
            xml.writeStartElement("failure");
            xml.writeAttribute("message", failure);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
}
