void probe()
{
    run(R"(CREATE TABLE record (id INTEGER))");
}
