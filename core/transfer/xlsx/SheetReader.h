#pragma once

#include "core/transfer/RowSource.h"
#include "core/transfer/xlsx/SharedStrings.h"
#include "core/transfer/xlsx/Workbook.h"
#include "core/transfer/xlsx/XmlParser.h"

#include <deque>
#include <memory>
#include <string>

namespace syncline {

/** One row of a sheet: its cells from column A on; nullopt: empty. */
struct SheetRow
{
    std::int64_t number = 0;
    std::vector<std::optional<Value>> cells;
    std::vector<CellProblem> problems;
};

/** Reads the cells of one sheet, row by row. */
class SheetReader final : public XmlListener
{
public:
    SheetReader(const Workbook &workbook, const SharedStrings &strings,
                std::unique_ptr<ZipFile::Part> part, std::string what);

    /** The next row that has a cell; false at the end. */
    Result<bool> next(SheetRow &row);
    [[nodiscard]] double done() const { return m_part->done(); }

    void begin(std::string_view element, const XmlAttributes &attributes) override;
    void end(std::string_view element) override;
    void text(std::string_view part) override;

private:
    void beginRow(const XmlAttributes &attributes);
    void beginCell(const XmlAttributes &attributes);
    void endCell();
    std::optional<Value> cellValue(std::string &problem) const;
    [[nodiscard]] std::optional<Value> numberValue() const;

    const Workbook &m_workbook;
    const SharedStrings &m_strings;
    const std::unique_ptr<ZipFile::Part> m_part;
    XmlParser m_parser;
    std::deque<SheetRow> m_ready;
    bool m_isEnd = false;

    SheetRow m_row;
    std::size_t m_column = 0;
    std::string m_type;
    std::size_t m_style = 0;
    std::string m_value;
    bool m_hasFormula = false;
    bool m_isValue = false; ///< Inside <v>, or <t> of an inline text.
    bool m_isInline = false;
    bool m_isAid = false;
};

/** "BC" of "BC12" as a number from 0; nullopt: no column. */
std::optional<std::size_t> columnIndex(std::string_view reference);

} // namespace syncline
