"""Need against supply: what staff lack beside the training that was carried out."""
