#pragma once

#include "core/base/Result.h"
#include "core/record/view/ViewTypes.h"
#include "core/transfer/TransferTypes.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** The rows of a view as CSV, JSON or NDJSON, in parts. */
class ViewText
{
public:
    ViewText(TransferFormat format, std::vector<std::string> columns);
    ~ViewText();

    void begin(std::string &out);
    void row(const ViewRow &row, std::string &out);
    void end(std::string &out);

private:
    struct State;
    const std::unique_ptr<State> m_state;
};

/**
 * Writes what @p next gives into a file, row by row, until it gives nullopt. The file appears whole
 * or not at all. @p title names the sheet of an .xlsx.
 */
Result<ExportOutcome> writeViewRows(const std::string &title,
                                    const std::vector<std::string> &columns, TransferFormat format,
                                    const std::filesystem::path &file,
                                    const std::function<Result<std::optional<ViewRow>>()> &next);

} // namespace syncline
