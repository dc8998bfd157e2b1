#pragma once

#include "ui/records/GridColumns.h"
#include "ui/records/GridSelection.h"

#include <QObject>

#include <functional>

namespace syncline::ui {

class RecordSource;

enum class CopyFormat : unsigned char { Csv, Json, Markdown };

/** The rows as text: CSV with a heading (RFC 4180), a JSON list of records (one record: the
 * object), or a Markdown table. */
[[nodiscard]] std::string formatRows(const std::vector<RecordRow> &rows,
                                     const std::vector<GridColumn> &columns, CopyFormat format);

/**
 * Gathers the selected rows, also those that are not loaded, and hands them on. At most maxRows:
 * more is an export's work, and is refused with a sentence. Deletes itself when done or when @p
 * source goes away.
 */
class RowCollector final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::int64_t maxRows = 10'000;
    using Done = std::function<void(const Result<std::vector<RecordRow>> &)>;

    RowCollector(RecordSource *source, const GridSelection &selection, Done done);

private:
    void step();
    void finish(const Result<std::vector<RecordRow>> &rows);

    RecordSource *m_source;
    std::vector<GridSelection::Range> m_ranges;
    std::size_t m_range = 0;
    std::int64_t m_next = 0;
    std::vector<RecordRow> m_rows;
    Done m_done;
};

} // namespace syncline::ui
