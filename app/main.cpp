#include "app/cli/Arguments.h"
#include "app/cli/VerbRegistry.h"
#include "app/program/CommandProgram.h"
#ifdef SYNCLINE_HAS_UI
#include "app/window/WindowProgram.h"
#endif

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <malloc.h>

namespace {

using namespace syncline;

bool has(const std::vector<std::string> &words, const char *word)
{
    return std::find(words.begin(), words.end(), word) != words.end();
}

/** A word that is no verb may be a project's folder. */
bool isFolder(const std::string &word)
{
    std::error_code ignored;
    return word.find('/') != std::string::npos || std::filesystem::is_directory(word, ignored);
}

/**
 * The pages of a sync come and go by the thousand. Memory that goes back to the system with each of
 * them, and is cleared by it for the next, costs more than reading them.
 */
void keepFreedMemory()
{
    constexpr int megabyte = 1024 * 1024;
    mallopt(M_MMAP_THRESHOLD, 8 * megabyte);
    mallopt(M_TRIM_THRESHOLD, 32 * megabyte);
}

} // namespace

int main(int argc, char **argv)
{
    keepFreedMemory();
    cli::CommandWords command = cli::splitCommand({argv + 1, argv + argc});
    if (command.verb.empty() && has(command.words, "--version")) {
        std::puts("syncline " SYNCLINE_VERSION);
        return 0;
    }
    if (command.verb.empty() && (has(command.words, "--help") || has(command.words, "-h")))
        command = {.verb = "help", .words = {}};
    const cli::VerbRegistry registry;
    const bool isVerb = registry.find(command.verb) != nullptr;
    if (isVerb || (!command.verb.empty() && !isFolder(command.verb)))
        return app::runCommandProgram(argc, argv, std::move(command));
#ifdef SYNCLINE_HAS_UI
    return app::runWindowProgram(argc, argv, command);
#else
    std::fputs("syncline: This program was built without a window; \"syncline help\" lists what it "
               "does.\n",
               stderr);
    return static_cast<int>(cli::ExitCode::Usage);
#endif
}
