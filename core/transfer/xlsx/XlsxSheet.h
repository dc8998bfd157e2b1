#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"

#include <memory>
#include <string>
#include <vector>

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace syncline {

/**
 * Writes records into an .xlsx file, row by row. What a cell cannot hold as it is becomes text
 * (numbers of more than 15 digits, −0, dates before 1900-03-01), and a text beyond 32,767
 * characters is left out, with a mark that an import knows; notes() says how many. More than
 * 1,048,575 records go on in another sheet.
 */
class XlsxSheet
{
public:
    static Result<std::unique_ptr<XlsxSheet>> create(const std::filesystem::path &file,
                                                     const ModelDef &model,
                                                     std::vector<std::string> columns);
    ~XlsxSheet();
    XlsxSheet(const XlsxSheet &) = delete;
    XlsxSheet &operator=(const XlsxSheet &) = delete;

    Result<void> row(const RecordRow &record);
    /** Writes the file, and looks whether all rows are in it. Once. */
    Result<void> finish();
    [[nodiscard]] std::vector<std::string> notes() const;

private:
    XlsxSheet(std::filesystem::path file, std::vector<std::string> columns);
    Result<void> beginSheet();
    Result<void> writeCell(std::uint16_t column, const Value &value, bool asJson);
    Result<void> writeText(std::uint16_t column, const std::string &text);
    Result<void> writeTime(std::uint16_t column, const Value &value);
    Result<void> check(int code, const std::string &said = {});
    Result<void> checkRows() const;

    const std::filesystem::path m_file;
    const std::vector<std::string> m_columns;
    std::vector<bool> m_isJson;
    std::string m_name;   ///< Of the first sheet.
    std::string m_folder; ///< For temporary files.
    lxw_workbook *m_workbook = nullptr;
    lxw_worksheet *m_sheet = nullptr;
    lxw_format *m_dateFormat = nullptr;
    lxw_format *m_timeFormat = nullptr;
    std::uint32_t m_row = 0; ///< In this sheet.
    bool m_isBlank = true;   ///< The row has no cell so far.
    int m_sheets = 0;
    std::int64_t m_rows = 0; ///< In all sheets, headers too.
    std::int64_t m_asText = 0;
    std::int64_t m_leftOut = 0;
};

} // namespace syncline
