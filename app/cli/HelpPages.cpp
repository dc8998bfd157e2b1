#include "app/cli/HelpPages.h"

#include "app/cli/Arguments.h"
#include "app/cli/HelpText.h"
#include "app/cli/TextTable.h"
#include "core/base/TextSafe.h"

#include <QDir>
#include <QFile>

#include <optional>
#include <vector>

namespace syncline::cli {

namespace {

constexpr std::size_t tableWidth = 90;

std::vector<std::string> pageNames()
{
    std::vector<std::string> names;
    const QStringList files =
        QDir(QStringLiteral(":/help")).entryList({QStringLiteral("*.md")}, QDir::Files, QDir::Name);
    for (const QString &file : files)
        names.push_back(file.chopped(3).toStdString());
    return names;
}

std::optional<std::string> markdownOf(const std::string &name)
{
    QFile file(QStringLiteral(":/help/") + QString::fromStdString(name) + QStringLiteral(".md"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    return file.readAll().toStdString();
}

/** Without marks of emphasis and code; of a link its words. */
std::string inlineText(std::string_view text)
{
    std::string out;
    bool isCode = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view rest = text.substr(at);
        if (text[at] == '`') {
            isCode = !isCode;
        } else if (!isCode && rest.starts_with("**")) {
            ++at;
        } else if (!isCode && rest.starts_with("](")) {
            at += std::min(rest.find(')'), rest.size() - 1);
        } else if (!isCode && text[at] == '[' && rest.find("](") != std::string_view::npos) {
            continue;
        } else if (text[at] == '\\' && rest.size() > 1 && rest[1] == '|') {
            continue;
        } else {
            out += text[at];
        }
    }
    return out;
}

std::vector<std::string> cellsOf(std::string_view line)
{
    std::vector<std::string> cells;
    std::string cell;
    for (std::size_t at = 1; at < line.size(); ++at) {
        if (line[at] != '|' || line[at - 1] == '\\') {
            cell += line[at];
            continue;
        }
        const std::size_t from = std::min(cell.find_first_not_of(' '), cell.size());
        const std::size_t to = cell.find_last_not_of(' ');
        cells.push_back(inlineText(cell.substr(from, to == std::string::npos ? 0 : to + 1 - from)));
        cell.clear();
    }
    return cells;
}

/** Takes lines and gives text. */
class PlainPage
{
public:
    void add(std::string_view line)
    {
        const bool isFence = line.starts_with("```");
        if (m_isCode && !isFence) {
            m_out += "    " + std::string(line) + "\n";
            return;
        }
        const bool isRow = line.starts_with('|');
        const bool isItem = line.starts_with("- ") || line.starts_with("  - ");
        const bool isNumber = !line.empty() && line[0] >= '0' && line[0] <= '9' &&
                              line.substr(0, 4).find(". ") != std::string_view::npos;
        if (line.empty() || isFence || isRow || isItem || isNumber || line.starts_with('#'))
            endParagraph();
        if (!isRow)
            endTable();
        if (isFence)
            m_isCode = !m_isCode;
        else if (isRow)
            addRow(line);
        else if (line.starts_with('#'))
            addHeading(line);
        else if (line.empty())
            m_out += m_out.ends_with("\n\n") ? "" : "\n";
        else
            m_paragraph += (m_paragraph.empty() ? "" : " ") + inlineText(line);
        m_isItem = m_isItem || isItem || isNumber;
    }
    std::string take()
    {
        endParagraph();
        endTable();
        return std::move(m_out);
    }

private:
    void addHeading(std::string_view line)
    {
        const std::size_t level = line.find_first_not_of('#');
        const std::string title = inlineText(line.substr(std::min(level + 1, line.size())));
        m_out += title + "\n" + std::string(width(title), level > 1 ? '-' : '=') + "\n";
    }
    void addRow(std::string_view line)
    {
        if (line.find_first_not_of("|-: ") == std::string_view::npos)
            return; // what parts the header from the rest
        m_rows.push_back(cellsOf(line));
    }
    /** As a table where that fits; else every row below its first cell. */
    void endTable()
    {
        if (m_rows.empty())
            return;
        TextTable table(m_rows.front());
        std::size_t most = 0;
        for (const auto &row : m_rows) {
            std::size_t taken = 0;
            for (const std::string &cell : row)
                taken += width(cell) + 2;
            most = std::max(most, taken);
        }
        for (std::size_t i = 1; i < m_rows.size(); ++i) {
            if (most <= tableWidth)
                table.add(m_rows[i]);
            else
                addLongRow(m_rows[i]);
        }
        if (most <= tableWidth)
            m_out += table.text();
        m_rows.clear();
    }
    void addLongRow(const std::vector<std::string> &row)
    {
        m_out += (row.empty() ? std::string() : row.front()) + "\n";
        for (std::size_t i = 1; i < row.size(); ++i)
            m_out += row[i].empty() ? "" : wrapped(row[i], "    ");
    }
    void endParagraph()
    {
        if (!m_paragraph.empty()) {
            const std::string text = wrapped(m_paragraph, m_isItem ? "  " : "");
            m_out += m_isItem ? text.substr(2) : text; // what follows hangs below the first word
        }
        m_paragraph.clear();
        m_isItem = false;
    }

    std::string m_out;
    std::string m_paragraph;
    std::vector<std::vector<std::string>> m_rows; ///< Of a table; the header first.
    bool m_isCode = false;
    bool m_isItem = false;
};

} // namespace

std::string plainText(std::string_view markdown)
{
    PlainPage page;
    for (std::size_t at = 0; at < markdown.size();) {
        const std::size_t end = std::min(markdown.find('\n', at), markdown.size());
        page.add(markdown.substr(at, end - at));
        at = end + 1;
    }
    return page.take();
}

std::string helpPageList(int columns)
{
    TextTable table({"page", "title"}, columns);
    for (const std::string &name : pageNames()) {
        const std::string text = markdownOf(name).value_or("");
        const std::string line = text.substr(0, text.find('\n'));
        table.add(
            {name, inlineText(line.substr(std::min(line.find_first_not_of("# "), line.size())))});
    }
    return table.text() + "\n\"syncline help --page PAGE\" prints one.\n";
}

Result<std::string> helpPage(const std::string &name)
{
    const std::vector<std::string> names = pageNames();
    for (const std::string &known : names) {
        if (known == name)
            return plainText(markdownOf(name).value_or(""));
    }
    const std::string near = nearest(name, names);
    return Error(usageError, "The help has no page \"%1\"%2",
                 {text::displayLine(name, 80), near.empty()
                                                   ? "; \"syncline help --pages\" lists them."
                                                   : "; did you mean " + near + "?"});
}

} // namespace syncline::cli
