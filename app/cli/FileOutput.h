#pragma once

#include "app/cli/Streams.h"
#include "core/transfer/OutputFile.h"

#include <filesystem>
#include <memory>

namespace syncline::cli {

struct VerbContext;

/** How records are to be written: as --format says, else --json, else the ending of --output. */
std::string wantedFormat(const VerbContext &context);

/** A file that a verb writes: it appears whole under its name at commit(), or not at all. */
class FileOutput final : public Output
{
public:
    static Result<std::unique_ptr<FileOutput>> create(const std::filesystem::path &file);

    void write(std::string_view bytes) override;
    Task<bool> drained() override;
    [[nodiscard]] bool isTerminal() const override { return false; }
    [[nodiscard]] int columns() const override { return 0; }
    Result<void> commit();
    /** Why it could not be written, once that happened. */
    [[nodiscard]] const Result<void> &state() const { return m_state; }

private:
    explicit FileOutput(std::unique_ptr<OutputFile> file);

    std::unique_ptr<OutputFile> m_file;
    Result<void> m_state; ///< The first failure stays.
};

} // namespace syncline::cli
