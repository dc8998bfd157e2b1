#include "core/transfer/xlsx/Workbook.h"

#include "core/transfer/xlsx/XmlParser.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>

namespace syncline {

namespace {

constexpr std::size_t maxPart = 32U << 20U;

int number(std::string_view text)
{
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/** Calls a function at the beginning of each element. */
class Elements final : public XmlListener
{
public:
    using Begin = std::function<void(std::string_view, const XmlAttributes &)>;
    Elements(Begin begun, std::function<void(std::string_view)> ended = {})
        : m_begin(std::move(begun)),
          m_end(std::move(ended))
    {
    }
    void begin(std::string_view element, const XmlAttributes &attributes) override
    {
        m_begin(element, attributes);
    }
    void end(std::string_view element) override
    {
        if (m_end)
            m_end(element);
    }
    void text(std::string_view /*part*/) override {}

    Result<void> read(const ZipFile &archive, const std::string &part)
    {
        SYNCLINE_TRY(const std::string xml, archive.readWhole(part, maxPart));
        XmlParser parser(*this, "The part " + part + " of " + archive.name());
        SYNCLINE_CHECK(parser.feed(xml));
        return parser.finish();
    }

private:
    const Begin m_begin;
    const std::function<void(std::string_view)> m_end;
};

/** @p target as a part says it that lies in @p folder. */
std::string resolved(const std::string &folder, std::string_view target)
{
    if (target.starts_with('/'))
        return std::string(target.substr(1));
    std::string base = folder;
    while (target.starts_with("../")) {
        target.remove_prefix(3);
        const std::size_t slash = base.rfind('/', base.empty() ? 0 : base.size() - 2);
        base = slash == std::string::npos ? "" : base.substr(0, slash + 1);
    }
    return base + std::string(target);
}

/** Id → part, and the type's last word → part. */
struct Relations
{
    std::map<std::string, std::string> byId;
    std::map<std::string, std::string> byType;
};

Result<Relations> readRelations(const ZipFile &archive, const std::string &part,
                                const std::string &folder)
{
    Relations relations;
    if (!archive.has(part))
        return relations;
    Elements elements([&](std::string_view element, const XmlAttributes &attributes) {
        if (element != "Relationship")
            return;
        const std::string_view type = attributes.at("Type");
        const std::string target = resolved(folder, attributes.at("Target"));
        relations.byId[std::string(attributes.at("Id"))] = target;
        relations.byType[std::string(type.substr(type.rfind('/') + 1))] = target;
    });
    SYNCLINE_CHECK(elements.read(archive, part));
    return relations;
}

Result<std::vector<NumberKind>> readStyles(const ZipFile &archive, const std::string &part)
{
    std::vector<NumberKind> styles;
    if (part.empty() || !archive.has(part))
        return styles;
    std::map<int, NumberKind> own;
    bool inCells = false;
    Elements elements(
        [&](std::string_view element, const XmlAttributes &attributes) {
            if (element == "numFmt") {
                own[number(attributes.at("numFmtId"))] = numberKind(attributes.at("formatCode"));
            } else if (element == "cellXfs") {
                inCells = true;
            } else if (element == "xf" && inCells) {
                const int id = number(attributes.at("numFmtId"));
                const auto found = own.find(id);
                styles.push_back(found != own.end() ? found->second : numberKind(id));
            }
        },
        [&](std::string_view element) {
            if (element == "cellXfs")
                inCells = false;
        });
    SYNCLINE_CHECK(elements.read(archive, part));
    return styles;
}

} // namespace

NumberKind numberKind(int formatId)
{
    if ((formatId >= 14 && formatId <= 17) || (formatId >= 27 && formatId <= 31) ||
        (formatId >= 50 && formatId <= 58) || formatId == 36)
        return NumberKind::Date;
    if ((formatId >= 18 && formatId <= 21) || formatId == 45 || (formatId >= 32 && formatId <= 35))
        return NumberKind::Time;
    if (formatId == 22)
        return NumberKind::DateTime;
    return NumberKind::Number;
}

NumberKind numberKind(std::string_view format)
{
    bool day = false;
    bool month = false;
    bool clock = false;
    format = format.substr(0, format.find(';')); // the format of positive numbers
    for (std::size_t i = 0; i < format.size(); ++i) {
        const char c = format[i];
        if (c == '"') {
            i = std::min(format.find('"', i + 1), format.size());
        } else if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '[') {
            const std::size_t end = std::min(format.find(']', i), format.size());
            const std::string_view inside = format.substr(i + 1, end - i - 1);
            // [h] counts hours beyond a day: a length of time, which stays a number.
            if (!inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos)
                return NumberKind::Number;
            i = end;
        } else if (c == 'y' || c == 'Y' || c == 'd' || c == 'D') {
            day = true;
        } else if (c == 'm' || c == 'M') {
            month = true;
        } else if (c == 'h' || c == 'H' || c == 's' || c == 'S') {
            clock = true;
        } else if (c == 'G' || c == 'g') {
            return NumberKind::Number; // General
        }
    }
    if (day)
        return clock ? NumberKind::DateTime : NumberKind::Date;
    if (clock)
        return NumberKind::Time;
    return month ? NumberKind::Date : NumberKind::Number;
}

Result<Workbook> Workbook::read(const ZipFile &archive)
{
    SYNCLINE_TRY(const Relations top, readRelations(archive, "_rels/.rels", ""));
    const auto main = top.byType.find("officeDocument");
    const std::string part = main != top.byType.end() ? main->second : "xl/workbook.xml";
    if (!archive.has(part)) {
        return Error(errc::invalidInput,
                     "%1 is no .xlsx file: it has no workbook. Save it as .xlsx or CSV.",
                     {archive.name()});
    }
    const std::size_t slash = part.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : part.substr(0, slash + 1);
    SYNCLINE_TRY(
        const Relations relations,
        readRelations(archive, folder + "_rels/" + part.substr(folder.size()) + ".rels", folder));
    Workbook workbook;
    Elements elements([&](std::string_view element, const XmlAttributes &attributes) {
        if (element == "workbookPr") {
            const std::string_view flag = attributes.at("date1904");
            workbook.from1904 = flag == "1" || flag == "true";
        } else if (element == "sheet") {
            const auto target = relations.byId.find(std::string(attributes.at("id")));
            if (target != relations.byId.end() && archive.has(target->second))
                workbook.sheets.push_back({std::string(attributes.at("name")), target->second});
        }
    });
    SYNCLINE_CHECK(elements.read(archive, part));
    if (workbook.sheets.empty())
        return Error(errc::invalidInput, "%1 has no sheet with cells.", {archive.name()});
    const auto styles = relations.byType.find("styles");
    const auto strings = relations.byType.find("sharedStrings");
    SYNCLINE_TRY(workbook.styles,
                 readStyles(archive, styles == relations.byType.end() ? "" : styles->second));
    if (strings != relations.byType.end())
        workbook.stringsPart = strings->second;
    return workbook;
}

} // namespace syncline
