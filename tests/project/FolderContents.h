#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>

/** Files of a folder as text, for tests that compare before and after. */
namespace syncline::test {

namespace fs = std::filesystem;

inline void put(const fs::path &file, std::string_view text)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

inline std::string get(const fs::path &file)
{
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/** Every file of the folder with its text. */
inline std::map<std::string, std::string> contents(const fs::path &folder)
{
    std::map<std::string, std::string> result;
    for (const auto &entry : fs::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file())
            result[entry.path().lexically_relative(folder).native()] = get(entry.path());
    }
    return result;
}

inline std::string firstDifference(const std::map<std::string, std::string> &a,
                                   const std::map<std::string, std::string> &b)
{
    for (const auto &[path, text] : a) {
        const auto other = b.find(path);
        if (other == b.end())
            return path + " is gone";
        if (other->second != text)
            return path + ":\n" + other->second;
    }
    return a.size() == b.size() ? "" : "there are new files";
}

} // namespace syncline::test
