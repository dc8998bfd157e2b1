#pragma once

#include "app/cli/ExitCode.h"
#include "core/base/Task.h"

#include <cstdint>
#include <string>
#include <vector>

namespace syncline::cli {

class Arguments;
struct VerbContext;

struct PositionalSpec
{
    enum class Presence : std::uint8_t { Required, Optional };

    std::string name; ///< "DIR", "MODEL"
    std::string help = {};
    Presence presence = Presence::Required;
    std::vector<std::string> choices = {}; ///< Empty: anything.
};

struct OptionSpec
{
    std::string name;  ///< Without the dashes.
    std::string value; ///< "N", "JSON"; empty: a flag.
    std::string help;
    std::vector<std::string> choices = {}; ///< Empty: anything.
};

struct ExampleSpec
{
    std::string command; ///< Without the program's name.
    std::string help;
};

/** One line of a verb's own exit codes, where it says more than the general table. */
struct ExitSpec
{
    ExitCode code = ExitCode::Done;
    std::string when;
};

/**
 * Everything there is to know about one verb: its parser, its help, the manual page and the shell
 * completion are all made from this. One file of app/cli/verb makes one.
 */
struct VerbSpec
{
    enum class Needs : std::uint8_t { Nothing, Engine };

    std::string name;
    std::string summary;          ///< One line, no full stop.
    std::string description = {}; ///< Paragraphs, parted by empty lines.
    std::vector<PositionalSpec> positionals = {};
    std::vector<OptionSpec> options = {};
    std::vector<std::string> usages =
        {}; ///< Forms after the name; empty: made from the positionals.
    std::vector<ExampleSpec> examples = {};
    std::vector<ExitSpec> exits = {};
    Needs needs = Needs::Engine;
    /** Works by the models' rules: says so when changes of them wait. */
    bool followsModels = false;
    /** Whether this call changes anything; refused under --read-only. nullptr: never. */
    bool (*writes)(const Arguments &) = nullptr;
    /** Runs on context.executor; the context outlives the task. */
    Task<ExitCode> (*run)(VerbContext &context) = nullptr;
};

/** Those that every verb takes. */
const std::vector<OptionSpec> &globalOptions();

} // namespace syncline::cli
