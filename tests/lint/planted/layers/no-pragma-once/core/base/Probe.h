int probe();
