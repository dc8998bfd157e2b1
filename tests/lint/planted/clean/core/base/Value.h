#pragma once

#include <string>

struct Value
{
    std::string text;
};
