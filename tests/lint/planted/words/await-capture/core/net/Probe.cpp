Task<> probe(Core &core, std::string name)
{
    co_await core.write("run", [&core, name](Database &database) { return save(core, name); });
}
