void probe()
{
    future.then(this, [] {});
}
