#pragma once

#include "core/base/Json.h"
#include "core/transfer/RowSource.h"

#include <QMetaType>
#include <QTemporaryDir>

#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

Q_DECLARE_METATYPE(syncline::SourceSettings)

namespace syncline::test {

/** Files to import, in a folder of their own. */
class TransferFolder
{
public:
    [[nodiscard]] std::filesystem::path path(const std::string &name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::filesystem::path write(const std::string &name, const std::string &content) const
    {
        std::ofstream(path(name), std::ios::binary) << content;
        return path(name);
    }
    [[nodiscard]] std::string read(const std::string &name) const
    {
        std::ifstream stream(path(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

private:
    QTemporaryDir m_folder;
};

/** `2:{"a":"1"} 3:!what is wrong with it`, or what ended the file. */
inline std::string describeRows(const std::filesystem::path &file, const SourceSettings &settings)
{
    auto rows = openRows(file, settings);
    if (!rows)
        return "error: " + rows.error().message();
    std::string out;
    SourceRow row;
    for (;;) {
        const Result<bool> any = (*rows)->next(row);
        if (!any)
            return out + (out.empty() ? "" : " ") + "error: " + any.error().message();
        if (!any.value())
            return out;
        out += (out.empty() ? "" : " ") + std::to_string(row.number) + ":";
        if (!row.problem.empty()) {
            const bool isJson = (*rows)->cells() == RowSource::Cells::Json;
            out += "!" + (isJson && row.problem.starts_with("Th") ? "" : row.problem);
            continue;
        }
        ValueObject object;
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (row.cells[i])
                object.append((*rows)->columns()[i], *row.cells[i]);
        }
        out += json::write(object);
    }
}

/** Memory of this process that is in RAM. */
inline std::int64_t residentKiB()
{
    std::ifstream stream("/proc/self/statm");
    std::int64_t size = 0;
    std::int64_t resident = 0;
    stream >> size >> resident;
    return resident * (::sysconf(_SC_PAGESIZE) / 1024);
}

} // namespace syncline::test
