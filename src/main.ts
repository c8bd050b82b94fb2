process.stdout.write('hostreeve\n');
