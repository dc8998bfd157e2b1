#include <cstdio>

int main()
{
    std::puts("syncline " SYNCLINE_VERSION);
    return 0;
}
