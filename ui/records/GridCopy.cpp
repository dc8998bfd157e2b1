#include "ui/records/GridCopy.h"

#include "core/base/Json.h"
#include "core/base/Time.h"
#include "ui/base/Text.h"
#include "ui/records/RecordSource.h"

#include <QCoreApplication>

namespace syncline::ui {

namespace {

std::string csvCell(const Value &value)
{
    std::string text;
    switch (value.kind()) {
    case Value::Kind::Null:
        return {};
    case Value::Kind::String:
        text = value.asString();
        break;
    case Value::Kind::Date:
        text = iso::format(value.asDate());
        break;
    case Value::Kind::DateTime:
        text = iso::format(value.asDateTime());
        break;
    default:
        text = json::write(value);
    }
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"')
            quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

/** One line of a table, with nothing that would end the cell or be markup of the table. */
std::string markdownCell(const Value &value)
{
    std::string cell;
    for (const char c : value.isString() ? value.asString() : csvCell(value)) {
        if (c == '|' || c == '\\')
            cell += '\\';
        if (c == '\n')
            cell += "<br>";
        else if (c != '\r')
            cell += c;
    }
    return cell;
}

std::string markdownTable(const std::vector<RecordRow> &rows,
                          const std::vector<GridColumn> &columns)
{
    std::string text = "|";
    std::string rule = "|";
    for (const GridColumn &column : columns) {
        text += " " + markdownCell(Value(column.field.name)) + " |";
        rule += GridColumns::isRightAligned(column) ? " ---: |" : " --- |";
    }
    text += "\n" + rule + "\n";
    for (const RecordRow &row : rows) {
        text += "|";
        for (const GridColumn &column : columns)
            text += " " + markdownCell(GridColumns::valueOf(row, column)) + " |";
        text += "\n";
    }
    return text;
}

} // namespace

std::string formatRows(const std::vector<RecordRow> &rows, const std::vector<GridColumn> &columns,
                       CopyFormat format)
{
    if (format == CopyFormat::Json) {
        ValueList list;
        for (const RecordRow &row : rows) {
            ValueObject object;
            for (const GridColumn &column : columns)
                object.append(column.field.name,
                              column.isSystem && column.field.name == "id" && row.id > RecordId{}
                                  ? Value(toText(row.id))
                                  : GridColumns::valueOf(row, column));
            list.emplace_back(std::move(object));
        }
        return json::write(list.size() == 1 ? Value(list.front()) : Value(std::move(list)),
                           json::Layout::Indented) +
               "\n";
    }
    if (format == CopyFormat::Markdown)
        return markdownTable(rows, columns);
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i)
        text += (i > 0 ? "," : "") + csvCell(Value(columns[i].field.name));
    text += "\r\n";
    for (const RecordRow &row : rows) {
        for (std::size_t i = 0; i < columns.size(); ++i)
            text += (i > 0 ? "," : "") + csvCell(GridColumns::valueOf(row, columns[i]));
        text += "\r\n";
    }
    return text;
}

RowCollector::RowCollector(RecordSource *source, const GridSelection &selection, Done done)
    : QObject(source),
      m_source(source),
      m_ranges(selection.ranges()),
      m_done(std::move(done))
{
    if (selection.count() > maxRows) {
        finish(Error(errc::invalidInput,
                     "%1 rows are too many for the clipboard; at most %2 can be copied at once. "
                     "Use an export for more.",
                     {fromQString(countText(selection.count())), fromQString(countText(maxRows))}));
        return;
    }
    if (!m_ranges.empty())
        m_next = m_ranges.front().first;
    connect(source, &RecordSource::rowsLoaded, this, &RowCollector::step);
    connect(source, &RecordSource::pageFailed, this, [this](const Error &error) { finish(error); });
    connect(source, &RecordSource::reset, this, [this] {
        finish(Error(errc::cancelled, "The rows changed while they were being copied."));
    });
    step();
}

void RowCollector::step()
{
    while (m_range < m_ranges.size()) {
        if (m_next > m_ranges[m_range].last) {
            if (++m_range < m_ranges.size())
                m_next = m_ranges[m_range].first;
            continue;
        }
        const RecordRow *row = m_source->row(m_next);
        if (!row) {
            m_source->want(m_next,
                           std::min(m_ranges[m_range].last, m_next + RecordSource::pageSize));
            return;
        }
        m_rows.push_back(*row);
        ++m_next;
    }
    finish(m_rows);
}

void RowCollector::finish(const Result<std::vector<RecordRow>> &rows)
{
    if (!m_done)
        return;
    disconnect(m_source, nullptr, this, nullptr);
    std::exchange(m_done, nullptr)(rows);
    deleteLater();
}

} // namespace syncline::ui
